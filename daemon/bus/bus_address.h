/* SPDX-License-Identifier: MIT */
/*
 * bus_address.h - which message bus: "system", "session", or an address as of D-Bus, which begins
 * with "unix:", "tcp:" or, as over ssh, "unixexec:".
 */
#ifndef LUMBAR_BUS_BUS_ADDRESS_H
#define LUMBAR_BUS_BUS_ADDRESS_H

#include <stdbool.h>
#include <systemd/sd-bus.h>

bool bus_address_is_valid(const char *address);

/*
 * Begins a connection; whether the bus takes it is known when somebody waits for an answer. who:
 * what sd-bus calls it in its own messages. 0, or what sd_bus_open_system(3), sd_bus_open_user(3)
 * and sd_bus_start(3) say.
 */
int bus_address_open(const char *address, const char *who, sd_bus **ret_bus);

#endif
