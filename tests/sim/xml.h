/* SPDX-License-Identifier: MIT */
/*
 * xml.h - the context's description, as clients of the IIOD protocol get it.
 */
#ifndef LUMBAR_SIM_XML_H
#define LUMBAR_SIM_XML_H

#include <stddef.h>

#include "iiod_device.h"

struct evbuffer;

/* Appends the description of the devices that are present. Returns 0 or -ENOMEM. */
int xml_write(struct evbuffer *out, const struct iiod_device *devices, size_t device_count);

#endif
