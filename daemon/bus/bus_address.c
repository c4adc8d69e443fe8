/* SPDX-License-Identifier: MIT */
#include "bus/bus_address.h"

#include <string.h>

bool bus_address_is_valid(const char *address)
{
    return strcmp(address, "session") == 0 || strcmp(address, "system") == 0 ||
           strncmp(address, "unix:", 5) == 0 || strncmp(address, "tcp:", 4) == 0 ||
           strncmp(address, "unixexec:", 9) == 0;
}

int bus_address_open(const char *address, const char *who, sd_bus **ret_bus)
{
    sd_bus *bus = NULL;

    if (strcmp(address, "system") == 0)
        return sd_bus_open_system_with_description(ret_bus, who);
    if (strcmp(address, "session") == 0)
        return sd_bus_open_user_with_description(ret_bus, who);
    int r = sd_bus_new(&bus);
    if (r >= 0)
        r = sd_bus_set_description(bus, who);
    if (r >= 0)
        r = sd_bus_set_address(bus, address);
    if (r >= 0)
        r = sd_bus_set_bus_client(bus, true);
    if (r >= 0)
        r = sd_bus_start(bus);
    if (r < 0) {
        sd_bus_close_unref(bus);
        return r;
    }
    *ret_bus = bus;
    return 0;
}
