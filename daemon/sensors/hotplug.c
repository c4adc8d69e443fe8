/* SPDX-License-Identifier: MIT */
#include "sensors/hotplug.h"

#include <errno.h>
#include <event2/event.h>
#include <libudev.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct hotplug {
    struct udev *udev;
    struct udev_monitor *monitor;
    struct event *event;
    hotplug_changed changed;
    void *data;
};

static void on_event(evutil_socket_t fd, short what, void *data)
{
    struct hotplug *hotplug = data;
    struct udev_device *device;

    (void)fd;
    (void)what;
    while ((device = udev_monitor_receive_device(hotplug->monitor)) != NULL) {
        const char *action = udev_device_get_action(device);
        const char *id = udev_device_get_sysname(device);

        if (action != NULL && id != NULL && strncmp(id, "iio:device", 10) == 0)
            hotplug->changed(hotplug->data, id, strcmp(action, "remove") != 0);
        udev_device_unref(device);
    }
}

static int start(struct hotplug *hotplug, struct event_base *base)
{
    /* After udev has set permissions; where no udev runs (containers), straight from the kernel. */
    const char *source = access("/run/udev/control", F_OK) == 0 ? "udev" : "kernel";

    hotplug->udev = udev_new();
    if (hotplug->udev == NULL)
        return -ENOMEM;
    hotplug->monitor = udev_monitor_new_from_netlink(hotplug->udev, source);
    if (hotplug->monitor == NULL)
        return errno != 0 ? -errno : -ENOMEM;
    int r = udev_monitor_filter_add_match_subsystem_devtype(hotplug->monitor, "iio", NULL);
    if (r < 0)
        return r;
    r = udev_monitor_enable_receiving(hotplug->monitor);
    if (r < 0)
        return r;
    hotplug->event = event_new(base, udev_monitor_get_fd(hotplug->monitor), EV_READ | EV_PERSIST,
                               on_event, hotplug);
    return hotplug->event != NULL && event_add(hotplug->event, NULL) == 0 ? 0 : -ENOMEM;
}

int hotplug_new(struct event_base *base, hotplug_changed changed, void *data,
                struct hotplug **ret_hotplug)
{
    struct hotplug *hotplug = calloc(1, sizeof(*hotplug));
    if (hotplug == NULL)
        return -ENOMEM;
    hotplug->changed = changed;
    hotplug->data = data;
    int r = start(hotplug, base);
    if (r < 0) {
        hotplug_free(hotplug);
        return r;
    }
    *ret_hotplug = hotplug;
    return 0;
}

struct hotplug *hotplug_free(struct hotplug *hotplug)
{
    if (hotplug == NULL)
        return NULL;
    if (hotplug->event != NULL)
        event_free(hotplug->event);
    if (hotplug->monitor != NULL)
        udev_monitor_unref(hotplug->monitor);
    if (hotplug->udev != NULL)
        udev_unref(hotplug->udev);
    free(hotplug);
    return NULL;
}
