// SPDX-License-Identifier: GPL-2.0-only
/*
 * A node as an IIO device. Samples come by themselves, so there is no trigger:
 * enabling the buffer of any node starts the array's stream, and every DATA
 * frame is pushed to the nodes whose buffers are enabled.
 */
#include <linux/bits.h>
#include <linux/iio/buffer.h>
#include <linux/iio/iio.h>
#include <linux/iio/kfifo_buf.h>
#include <linux/iio/sysfs.h>
#include <linux/kernel.h>
#include <linux/pm_runtime.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>

#include "lumbar_array.h"

#define NANO			1000000000
#define IMU_CHANNELS		6
#define RAW_MS			1000	/* for a first sample, START included */
#define MATRIX_DIGITS		16	/* "-2.000000" and some */

struct lumbar_node {
	struct lumbar *la;
	struct iio_dev *indio_dev;
	struct lumbar_desc desc;
	struct iio_mount_matrix matrix;
	char matrix_text[9][MATRIX_DIGITS];
	int rates[LUMBAR_RATES_MAX][2];	/* Hz and uHz */
	unsigned long masks[2];

	/* Under rx_lock. */
	bool active;		/* the buffer is enabled */
	u32 samples;		/* taken since the device was made */
	s32 last[IMU_CHANNELS];

	/* What goes to the readers; a naturally aligned time stamp follows the channels. */
	struct {
		union {
			s16 imu[IMU_CHANNELS];
			s32 force[LUMBAR_FORCES_MAX];
		};
		s64 timestamp __aligned(8);
	} scan;
};

static const struct iio_mount_matrix *get_matrix(const struct iio_dev *indio_dev,
						 const struct iio_chan_spec *chan)
{
	const struct lumbar_node *node = iio_priv(indio_dev);

	return &node->matrix;
}

static const struct iio_chan_spec_ext_info lumbar_ext_info[] = {
	IIO_MOUNT_MATRIX(IIO_SHARED_BY_DIR, get_matrix),
	{ }
};

#define LUMBAR_RATE_INFO						\
	.info_mask_shared_by_all = BIT(IIO_CHAN_INFO_SAMP_FREQ),	\
	.info_mask_shared_by_all_available = BIT(IIO_CHAN_INFO_SAMP_FREQ)

#define LUMBAR_AXIS(_type, _axis, _index) {				\
	.type = (_type),						\
	.modified = 1,							\
	.channel2 = IIO_MOD_##_axis,					\
	.info_mask_separate = BIT(IIO_CHAN_INFO_RAW),			\
	.info_mask_shared_by_type = BIT(IIO_CHAN_INFO_SCALE),		\
	LUMBAR_RATE_INFO,						\
	.ext_info = lumbar_ext_info,					\
	.scan_index = (_index),						\
	.scan_type = {							\
		.sign = 's',						\
		.realbits = 16,						\
		.storagebits = 16,					\
		.endianness = IIO_CPU,					\
	},								\
}

static const struct iio_chan_spec lumbar_imu_channels[] = {
	LUMBAR_AXIS(IIO_ACCEL, X, 0),
	LUMBAR_AXIS(IIO_ACCEL, Y, 1),
	LUMBAR_AXIS(IIO_ACCEL, Z, 2),
	LUMBAR_AXIS(IIO_ANGL_VEL, X, 3),
	LUMBAR_AXIS(IIO_ANGL_VEL, Y, 4),
	LUMBAR_AXIS(IIO_ANGL_VEL, Z, 5),
	IIO_CHAN_SOFT_TIMESTAMP(6),
	{
		.type = IIO_TEMP,
		.info_mask_separate = BIT(IIO_CHAN_INFO_RAW) | BIT(IIO_CHAN_INFO_SCALE),
		.scan_index = -1,
	},
};

#define LUMBAR_BRIDGE(_channel) {					\
	.type = IIO_VOLTAGE,						\
	.indexed = 1,							\
	.channel = (_channel),						\
	.info_mask_separate = BIT(IIO_CHAN_INFO_RAW),			\
	.info_mask_shared_by_type = BIT(IIO_CHAN_INFO_SCALE),		\
	LUMBAR_RATE_INFO,						\
	.scan_index = (_channel),					\
	.scan_type = {							\
		.sign = 's',						\
		.realbits = 24,						\
		.storagebits = 32,					\
		.endianness = IIO_CPU,					\
	},								\
}

/* The time stamp is first, so that a node with fewer bridges takes fewer of these. */
static const struct iio_chan_spec lumbar_force_channels[] = {
	IIO_CHAN_SOFT_TIMESTAMP(LUMBAR_FORCES_MAX),
	LUMBAR_BRIDGE(0),
	LUMBAR_BRIDGE(1),
	LUMBAR_BRIDGE(2),
	LUMBAR_BRIDGE(3),
};

static bool kind_is_known(u8 kind)
{
	return kind == LUMBAR_KIND_IMU || kind == LUMBAR_KIND_FORCE;
}

/* The host's time of sampling, on the clock that readers of this device chose. */
static s64 on_reader_clock(const struct iio_dev *indio_dev, s64 mono_ns)
{
	switch (iio_device_get_clock(indio_dev)) {
	case CLOCK_MONOTONIC:
		return mono_ns;
	case CLOCK_REALTIME:
		return ktime_mono_to_any(mono_ns, TK_OFFS_REAL);
	case CLOCK_BOOTTIME:
		return ktime_mono_to_any(mono_ns, TK_OFFS_BOOT);
	case CLOCK_TAI:
		return ktime_mono_to_any(mono_ns, TK_OFFS_TAI);
	default:
		/* Raw and coarse clocks have no fixed offset: ask both now. */
		return iio_get_time_ns(indio_dev) - (ktime_get_ns() - mono_ns);
	}
}

void lumbar_node_push(struct lumbar_node *node, const u8 *block, s64 stamp_ns)
{
	struct iio_dev *indio_dev = node->indio_dev;
	unsigned int i;

	lockdep_assert_held(&node->la->rx_lock);

	for (i = 0; i < node->desc.channels; i++)
		if (node->desc.kind == LUMBAR_KIND_IMU)
			node->last[i] = (s16)get_unaligned_le16(block + 2 * i);
		else
			node->last[i] = sign_extend32(get_unaligned_le24(block + 3 * i), 23);
	WRITE_ONCE(node->samples, node->samples + 1);
	if (!node->active)
		return;

	for (i = 0; i < node->desc.channels; i++)
		if (node->desc.kind == LUMBAR_KIND_IMU)
			node->scan.imu[i] = node->last[i];
		else
			node->scan.force[i] = node->last[i];
	if (iio_push_to_buffers_with_timestamp(indio_dev, &node->scan,
					       on_reader_clock(indio_dev, stamp_ns)))
		node->la->counters.overruns++;
}

static void set_active(struct lumbar_node *node, bool active)
{
	mutex_lock(&node->la->rx_lock);
	node->active = active;
	mutex_unlock(&node->la->rx_lock);
}

static int lumbar_buffer_preenable(struct iio_dev *indio_dev)
{
	struct lumbar_node *node = iio_priv(indio_dev);

	return lumbar_stream_get(node->la);
}

static int lumbar_buffer_postenable(struct iio_dev *indio_dev)
{
	set_active(iio_priv(indio_dev), true);
	return 0;
}

static int lumbar_buffer_predisable(struct iio_dev *indio_dev)
{
	set_active(iio_priv(indio_dev), false);
	return 0;
}

static int lumbar_buffer_postdisable(struct iio_dev *indio_dev)
{
	struct lumbar_node *node = iio_priv(indio_dev);

	lumbar_stream_put(node->la);
	return 0;
}

static const struct iio_buffer_setup_ops lumbar_buffer_ops = {
	.preenable = lumbar_buffer_preenable,
	.postenable = lumbar_buffer_postenable,
	.predisable = lumbar_buffer_predisable,
	.postdisable = lumbar_buffer_postdisable,
};

/* The next sample to come; starts the stream for it if need be. */
static int read_sample(struct lumbar_node *node, unsigned int index, int *val)
{
	struct lumbar *la = node->la;
	u32 before = READ_ONCE(node->samples);
	long left;
	int ret;

	ret = lumbar_stream_get(la);
	if (ret)
		return ret;
	left = wait_event_interruptible_timeout(la->changed, READ_ONCE(node->samples) != before,
						msecs_to_jiffies(RAW_MS));
	lumbar_stream_put(la);
	if (left < 0)
		return left;
	if (left == 0)
		return -ETIMEDOUT;

	mutex_lock(&la->rx_lock);
	*val = node->last[index];
	mutex_unlock(&la->rx_lock);
	return IIO_VAL_INT;
}

static int read_temp(struct lumbar_node *node, int *val)
{
	struct lumbar *la = node->la;

	mutex_lock(&la->rx_lock);
	*val = la->slots[node->desc.address].temp;
	mutex_unlock(&la->rx_lock);
	return *val == LUMBAR_TEMP_NONE ? -ENODATA : IIO_VAL_INT;
}

static int read_scale(const struct lumbar_node *node, const struct iio_chan_spec *chan, int *val,
		      int *val2)
{
	u32 scale = node->desc.scale[chan->type == IIO_ANGL_VEL];

	if (chan->type == IIO_TEMP) {
		*val = 10; /* from 0.01 to 0.001 degrees Celsius */
		return IIO_VAL_INT;
	}
	/* From nm/s^2 to m/s^2, nrad/s to rad/s, and pV to mV alike. */
	*val = scale / NANO;
	*val2 = scale % NANO;
	return IIO_VAL_INT_PLUS_NANO;
}

/* The array samples at one rate; a node that cannot do it takes part as fast as it can. */
static u32 own_rate(const struct lumbar_node *node, u32 array_mhz)
{
	u32 best = node->desc.rates[0];
	unsigned int i;

	for (i = 0; i < node->desc.rate_count; i++)
		if (node->desc.rates[i] <= array_mhz)
			best = node->desc.rates[i];
	return best;
}

static int lumbar_read_raw(struct iio_dev *indio_dev, const struct iio_chan_spec *chan, int *val,
			   int *val2, long mask)
{
	struct lumbar_node *node = iio_priv(indio_dev);
	u32 rate;

	switch (mask) {
	case IIO_CHAN_INFO_RAW:
		if (chan->type == IIO_TEMP)
			return read_temp(node, val);
		return read_sample(node, chan->scan_index, val);
	case IIO_CHAN_INFO_SCALE:
		return read_scale(node, chan, val, val2);
	case IIO_CHAN_INFO_SAMP_FREQ:
		rate = own_rate(node, lumbar_get_rate(node->la));
		*val = rate / 1000;
		*val2 = rate % 1000 * 1000;
		return IIO_VAL_INT_PLUS_MICRO;
	default:
		return -EINVAL;
	}
}

static int lumbar_read_avail(struct iio_dev *indio_dev, const struct iio_chan_spec *chan,
			     const int **vals, int *type, int *length, long mask)
{
	struct lumbar_node *node = iio_priv(indio_dev);

	if (mask != IIO_CHAN_INFO_SAMP_FREQ)
		return -EINVAL;
	*vals = &node->rates[0][0];
	*type = IIO_VAL_INT_PLUS_MICRO;
	*length = 2 * node->desc.rate_count;
	return IIO_AVAIL_LIST;
}

static int lumbar_write_raw(struct iio_dev *indio_dev, const struct iio_chan_spec *chan, int val,
			    int val2, long mask)
{
	struct lumbar_node *node = iio_priv(indio_dev);
	unsigned int i;

	if (mask != IIO_CHAN_INFO_SAMP_FREQ)
		return -EINVAL;
	for (i = 0; i < node->desc.rate_count; i++)
		if (node->rates[i][0] == val && node->rates[i][1] == val2)
			break;
	if (i == node->desc.rate_count)
		return -EINVAL;
	/* A stream that only waits for its autosuspend is in nobody's way. */
	pm_runtime_suspend(node->la->dev);
	return lumbar_set_rate(node->la, node->desc.rates[i]);
}

static ssize_t identify_store(struct device *dev, struct device_attribute *attr, const char *buf,
			      size_t len)
{
	struct lumbar_node *node = iio_priv(dev_to_iio_dev(dev));
	u8 seconds;
	int ret;

	ret = kstrtou8(buf, 0, &seconds);
	if (ret)
		return ret;
	ret = lumbar_identify(node->la, node->desc.address, seconds);
	return ret ?: len;
}
static IIO_DEVICE_ATTR_WO(identify, 0);

static ssize_t serialnumber_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct lumbar_node *node = iio_priv(dev_to_iio_dev(dev));

	return sysfs_emit(buf, "%016llx\n", node->desc.serial);
}
static IIO_DEVICE_ATTR_RO(serialnumber, 0);

static ssize_t model_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct lumbar_node *node = iio_priv(dev_to_iio_dev(dev));

	return sysfs_emit(buf, "%s\n", node->desc.model);
}
static IIO_DEVICE_ATTR_RO(model, 0);

static struct attribute *lumbar_attrs[] = {
	&iio_dev_attr_identify.dev_attr.attr,
	&iio_dev_attr_serialnumber.dev_attr.attr,
	&iio_dev_attr_model.dev_attr.attr,
	NULL
};

static const struct attribute_group lumbar_attr_group = {
	.attrs = lumbar_attrs,
};

static const struct iio_info lumbar_info = {
	.attrs = &lumbar_attr_group,
	.read_raw = lumbar_read_raw,
	.read_avail = lumbar_read_avail,
	.write_raw = lumbar_write_raw,
};

static void write_matrix(struct lumbar_node *node)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(node->matrix_text); i++) {
		int value = node->desc.matrix[i];
		u64 micro = div_u64((u64)abs(value) * 1000000, LUMBAR_MATRIX_ONE);

		snprintf(node->matrix_text[i], MATRIX_DIGITS, "%s%u.%06u", value < 0 ? "-" : "",
			 (u32)micro / 1000000, (u32)micro % 1000000);
		node->matrix.rotation[i] = node->matrix_text[i];
	}
}

bool lumbar_node_is(const struct lumbar_node *node, const struct lumbar_desc *desc)
{
	struct lumbar_desc same_generation = *desc;

	same_generation.generation = node->desc.generation;
	return !memcmp(&node->desc, &same_generation, sizeof(same_generation));
}

static void describe(struct iio_dev *indio_dev)
{
	struct lumbar_node *node = iio_priv(indio_dev);
	unsigned int i;

	for (i = 0; i < node->desc.rate_count; i++) {
		node->rates[i][0] = node->desc.rates[i] / 1000;
		node->rates[i][1] = node->desc.rates[i] % 1000 * 1000;
	}
	write_matrix(node);
	/* A frame has all channels; the core picks those that a reader wants. */
	node->masks[0] = GENMASK(node->desc.channels - 1, 0);

	indio_dev->info = &lumbar_info;
	indio_dev->modes = INDIO_DIRECT_MODE | INDIO_BUFFER_SOFTWARE;
	indio_dev->setup_ops = &lumbar_buffer_ops;
	indio_dev->available_scan_masks = node->masks;
	if (node->desc.label[0])
		indio_dev->label = node->desc.label;
	if (node->desc.kind == LUMBAR_KIND_IMU) {
		indio_dev->name = "lumbar-imu";
		indio_dev->channels = lumbar_imu_channels;
		indio_dev->num_channels = ARRAY_SIZE(lumbar_imu_channels);
	} else {
		indio_dev->name = "lumbar-force";
		indio_dev->channels = lumbar_force_channels;
		indio_dev->num_channels = 1 + node->desc.channels;
	}
}

struct lumbar_node *lumbar_node_create(struct lumbar *la, const struct lumbar_desc *desc)
{
	struct iio_buffer *buffer;
	struct iio_dev *indio_dev;
	struct lumbar_node *node;
	int ret;

	if (!kind_is_known(desc->kind)) {
		dev_warn_ratelimited(la->dev, "node %u (%s) left out: kind %u is not known\n",
				     desc->address, desc->model, desc->kind);
		return ERR_PTR(-EOPNOTSUPP);
	}

	indio_dev = iio_device_alloc(la->dev, sizeof(*node));
	if (!indio_dev)
		return ERR_PTR(-ENOMEM);
	node = iio_priv(indio_dev);
	node->la = la;
	node->indio_dev = indio_dev;
	node->desc = *desc;
	describe(indio_dev);

	buffer = iio_kfifo_allocate();
	if (!buffer) {
		ret = -ENOMEM;
		goto free_device;
	}
	/* The device takes its own hold of the buffer. */
	ret = iio_device_attach_buffer(indio_dev, buffer);
	iio_kfifo_free(buffer);
	if (ret)
		goto free_device;

	ret = iio_device_register(indio_dev);
	if (ret)
		goto free_device;
	return node;

free_device:
	iio_device_free(indio_dev);
	dev_err_ratelimited(la->dev, "making node %u (%s) failed: %d\n", desc->address,
			    desc->label, ret);
	return ERR_PTR(ret);
}

void lumbar_node_remove(struct lumbar_node *node)
{
	struct iio_dev *indio_dev = node->indio_dev;

	iio_device_unregister(indio_dev);
	iio_device_free(indio_dev);
}
