/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <event2/buffer.h>

#include "xml.h"

/* Clients validate against a DTD inside the document, and complain to their users without one. */
static const char head[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
    "<!DOCTYPE context ["
    "<!ELEMENT context (device | context-attribute)*>"
    "<!ELEMENT context-attribute EMPTY>"
    "<!ELEMENT device (channel | attribute | debug-attribute | buffer-attribute)*>"
    "<!ELEMENT channel (scan-element?, attribute*)>"
    "<!ELEMENT attribute EMPTY>"
    "<!ELEMENT scan-element EMPTY>"
    "<!ELEMENT debug-attribute EMPTY>"
    "<!ELEMENT buffer-attribute EMPTY>"
    "<!ATTLIST context name CDATA #REQUIRED version-major CDATA #REQUIRED "
    "version-minor CDATA #REQUIRED version-git CDATA #REQUIRED description CDATA #IMPLIED>"
    "<!ATTLIST context-attribute name CDATA #REQUIRED value CDATA #REQUIRED>"
    "<!ATTLIST device id CDATA #REQUIRED name CDATA #IMPLIED label CDATA #IMPLIED>"
    "<!ATTLIST channel id CDATA #REQUIRED type (input|output) #REQUIRED name CDATA #IMPLIED>"
    "<!ATTLIST scan-element index CDATA #REQUIRED format CDATA #REQUIRED scale CDATA #IMPLIED>"
    "<!ATTLIST attribute name CDATA #REQUIRED filename CDATA #IMPLIED>"
    "<!ATTLIST debug-attribute name CDATA #REQUIRED>"
    "<!ATTLIST buffer-attribute name CDATA #REQUIRED>"
    "]>"
    /* 0.24 is the protocol that is spoken here; with it clients need not ask VERSION. */
    "<context name=\"lumbar-sim\" version-major=\"0\" version-minor=\"24\" version-git=\"v0.24\" "
    "description=\"Lumbar's simulated array\">"
    "<context-attribute name=\"local,kernel\" value=\"simulated\" />";

static void escaped_write(struct evbuffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<' || *text == '>' || *text == '&' || *text == '"' ||
            (unsigned char)*text < ' ')
            evbuffer_add_printf(out, "&#%d;", *text);
        else
            evbuffer_add(out, text, 1);
    }
}

static void channel_write(struct evbuffer *out, const struct iiod_device *device, size_t channel)
{
    const struct iiod_channel *c = &device->channel[channel];
    double scale = iiod_channel_scale(device, channel);
    struct iiod_attr attr;

    evbuffer_add_printf(out, "<channel id=\"%s\" type=\"input\" >", c->id);
    if (c->index >= 0) {
        /* Capital S: all bits are in use, nothing to extend or to mask. */
        evbuffer_add_printf(out, "<scan-element index=\"%d\" format=\"le:S%u/%u&gt;&gt;0\" ",
                            c->index, c->bits, c->bits);
        if (scale > 0 && !sim_faults_find(device->faults, SIM_FAULT_NO_SCALE, (int)device->sensor))
            evbuffer_add_printf(out, "scale=\"%.9f\" ", scale);
        evbuffer_add_printf(out, "/>");
    }
    for (size_t n = 0; iiod_device_attr(device, IIOD_CHANNEL, channel, n, &attr) == 0; n++)
        evbuffer_add_printf(out, "<attribute name=\"%s\" filename=\"%s\" />", attr.name,
                            attr.filename);
    evbuffer_add_printf(out, "</channel>");
}

static void device_write(struct evbuffer *out, const struct iiod_device *device)
{
    static const struct {
        enum iiod_scope scope;
        const char *element;
    } scopes[] = {
        {IIOD_DEVICE, "attribute"},
        {IIOD_DEBUG, "debug-attribute"},
        {IIOD_BUFFER, "buffer-attribute"},
    };
    const char *label = iiod_device_label(device);
    struct iiod_attr attr;

    evbuffer_add_printf(out, "<device id=\"%s\" name=\"%s\" ", device->id, device->name);
    if (label) {
        evbuffer_add_printf(out, "label=\"");
        escaped_write(out, label);
        evbuffer_add_printf(out, "\" ");
    }
    evbuffer_add_printf(out, ">");
    for (size_t c = 0; c < device->channel_count; c++)
        if (iiod_channel_present(device, c))
            channel_write(out, device, c);
    for (size_t s = 0; s < sizeof(scopes) / sizeof(scopes[0]); s++)
        for (size_t n = 0; iiod_device_attr(device, scopes[s].scope, 0, n, &attr) == 0; n++)
            evbuffer_add_printf(out, "<%s name=\"%s\" />", scopes[s].element, attr.name);
    evbuffer_add_printf(out, "</device>");
}

int xml_write(struct evbuffer *out, const struct iiod_device *devices, size_t device_count)
{
    if (evbuffer_add(out, head, sizeof(head) - 1) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < device_count; i++)
        if (iiod_device_present(&devices[i]))
            device_write(out, &devices[i]);
    return evbuffer_add(out, "</context>", sizeof("</context>") - 1) < 0 ? -ENOMEM : 0;
}
