// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lumbar sensor array: a chain of IMUs and load-cell bridges behind a
 * concentrator on a UART or RS-485 line, as IIO devices. The wire protocol is
 * in PROTOCOL.md.
 */
#include <linux/debugfs.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/property.h>
#include <linux/regulator/consumer.h>

#include "lumbar_array.h"

#define CREATE_TRACE_POINTS
#include "lumbar_trace.h"

#define SPEED_DEFAULT	921600		/* PROTOCOL.md, "The line" */
#define SPEED_MIN	9600		/* design value */
#define SPEED_MAX	4000000		/* highest that tty knows */
#define SPEED_ERROR	33		/* 8N1 takes a thirtieth, both sides together */
#define AUTOSUSPEND_MS	1000		/* design value: reading all raw values is one stream */

static LUMBAR_RECEIVED lumbar_receive_buf(struct serdev_device *serdev, const u8 *buf, size_t size)
{
	return lumbar_receive(serdev_device_get_drvdata(serdev), buf, size);
}

static const struct serdev_device_ops lumbar_serdev_ops = {
	.receive_buf = lumbar_receive_buf,
	.write_wakeup = serdev_device_write_wakeup,
};

static int lumbar_runtime_suspend(struct device *dev)
{
	lumbar_stream_stop(dev_get_drvdata(dev));
	return 0;
}

/* The stream starts when a reader asks for it, see lumbar_stream_get(). */
static int lumbar_runtime_resume(struct device *dev)
{
	return 0;
}

static int lumbar_suspend(struct device *dev)
{
	struct lumbar *la = dev_get_drvdata(dev);

	la->was_wanted = lumbar_stream_stop(la);
	return 0;
}

static int lumbar_resume(struct device *dev)
{
	struct lumbar *la = dev_get_drvdata(dev);

	if (la->was_wanted)
		lumbar_stream_resume(la);
	return 0;
}

static const struct dev_pm_ops lumbar_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(lumbar_suspend, lumbar_resume)
	RUNTIME_PM_OPS(lumbar_runtime_suspend, lumbar_runtime_resume, NULL)
};

static int lumbar_open_line(struct lumbar *la)
{
	unsigned int actual;
	int ret;

	la->baud = SPEED_DEFAULT;
	device_property_read_u32(la->dev, "current-speed", &la->baud);
	if (la->baud < SPEED_MIN || la->baud > SPEED_MAX)
		return dev_err_probe(la->dev, -EINVAL, "current-speed %u is not in %u to %u\n",
				     la->baud, SPEED_MIN, SPEED_MAX);

	ret = devm_regulator_get_enable_optional(la->dev, "vcc");
	if (ret && ret != -ENODEV)
		return dev_err_probe(la->dev, ret, "switching on the supply failed\n");

	serdev_device_set_client_ops(la->serdev, &lumbar_serdev_ops);
	ret = devm_serdev_device_open(la->dev, la->serdev);
	if (ret)
		return dev_err_probe(la->dev, ret, "opening the UART failed\n");

	serdev_device_set_flow_control(la->serdev, false);
	ret = serdev_device_set_parity(la->serdev, SERDEV_PARITY_NONE);
	if (ret)
		return dev_err_probe(la->dev, ret, "the UART cannot do without parity\n");
	actual = serdev_device_set_baudrate(la->serdev, la->baud);
	if (abs((int)(actual - la->baud)) > (int)(la->baud / SPEED_ERROR))
		return dev_err_probe(la->dev, -EINVAL, "the UART does %u baud, not %u\n", actual,
				     la->baud);
	return 0;
}

static void lumbar_destroy_workqueue(void *workqueue)
{
	destroy_workqueue(workqueue);
}

static void lumbar_shut(struct lumbar *la)
{
	unsigned int i;

	mutex_lock(&la->rx_lock);
	la->running = false;
	mutex_unlock(&la->rx_lock);
	cancel_delayed_work_sync(&la->manage);

	for (i = 0; i < LUMBAR_NODES_MAX; i++) {
		struct lumbar_node *node;

		mutex_lock(&la->rx_lock);
		node = la->slots[i].node;
		la->slots[i].node = NULL;
		la->slots[i].fits = false;
		mutex_unlock(&la->rx_lock);
		if (node)
			lumbar_node_remove(node);
	}
}

static int lumbar_probe(struct serdev_device *serdev)
{
	struct device *dev = &serdev->dev;
	struct lumbar *la;
	int ret;

	la = devm_kzalloc(dev, sizeof(*la), GFP_KERNEL);
	if (!la)
		return -ENOMEM;
	la->serdev = serdev;
	la->dev = dev;
	la->heard = jiffies;
	mutex_init(&la->rx_lock);
	mutex_init(&la->cmd_lock);
	mutex_init(&la->stream_lock);
	init_completion(&la->replied);
	init_completion(&la->turn);
	init_waitqueue_head(&la->changed);
	lumbar_deframer_init(&la->deframer);
	lumbar_clock_init(&la->clock);
	INIT_DELAYED_WORK(&la->manage, lumbar_manage);
	serdev_device_set_drvdata(serdev, la);

	la->workqueue = alloc_ordered_workqueue("%s", WQ_FREEZABLE, dev_name(dev));
	if (!la->workqueue)
		return -ENOMEM;
	ret = devm_add_action_or_reset(dev, lumbar_destroy_workqueue, la->workqueue);
	if (ret)
		return ret;

	ret = lumbar_open_line(la);
	if (ret)
		return ret;

	pm_runtime_set_autosuspend_delay(dev, AUTOSUSPEND_MS);
	pm_runtime_use_autosuspend(dev);
	pm_runtime_enable(dev);

	lumbar_debugfs_add(la);

	mutex_lock(&la->rx_lock);
	la->running = true;
	lumbar_kick(la);
	mutex_unlock(&la->rx_lock);
	return 0;
}

static void lumbar_remove(struct serdev_device *serdev)
{
	struct lumbar *la = serdev_device_get_drvdata(serdev);

	lumbar_shut(la);
	pm_runtime_dont_use_autosuspend(la->dev);
	pm_runtime_disable(la->dev);
	lumbar_stream_stop(la);
	pm_runtime_set_suspended(la->dev);
	debugfs_remove_recursive(la->debugfs);
}

static const struct of_device_id lumbar_of_match[] = {
	{ .compatible = "lumbar,array" },
	{ }
};
MODULE_DEVICE_TABLE(of, lumbar_of_match);

static struct serdev_device_driver lumbar_driver = {
	.driver = {
		.name = "lumbar_array",
		.of_match_table = lumbar_of_match,
		.pm = pm_ptr(&lumbar_pm_ops),
	},
	.probe = lumbar_probe,
	.remove = lumbar_remove,
};

static int __init lumbar_init(void)
{
	int ret;

	lumbar_debugfs_init();
	ret = serdev_device_driver_register(&lumbar_driver);
	if (ret)
		lumbar_debugfs_exit();
	return ret;
}
module_init(lumbar_init);

static void __exit lumbar_exit(void)
{
	serdev_device_driver_unregister(&lumbar_driver);
	lumbar_debugfs_exit();
}
module_exit(lumbar_exit);

MODULE_DESCRIPTION("Lumbar sensor array");
MODULE_LICENSE("GPL");
