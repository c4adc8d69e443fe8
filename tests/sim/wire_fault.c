// SPDX-License-Identifier: MIT
#include "wire_fault.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *help;
} kinds[WIRE_FAULT_KINDS] = {
    [WIRE_FAULT_BITS] = {"bits", "each byte has a bit wrong with probability ARGUMENT"},
    [WIRE_FAULT_LOSE] = {"lose", "each byte is lost with probability ARGUMENT"},
    [WIRE_FAULT_DOUBLE] = {"double", "each byte comes twice with probability ARGUMENT"},
    [WIRE_FAULT_ADD] = {"add", "before each byte comes another with probability ARGUMENT"},
    [WIRE_FAULT_NOISE] = {"noise", "ARGUMENT random bytes, once"},
    [WIRE_FAULT_STALL] = {"stall", "nothing gets through, and comes later"},
    [WIRE_FAULT_CUT] = {"cut", "nothing gets through, and is lost, both ways"},
    [WIRE_FAULT_JITTER] = {"jitter", "bytes go out in heaps, up to ARGUMENT ms apart"},
    [WIRE_FAULT_HOLD] = {"hold", "each frame is held up to ARGUMENT ms, and holds up the rest"},
    [WIRE_FAULT_UNPLUG] = {"unplug", "NODE is away"},
    [WIRE_FAULT_RESET] = {"reset", "the concentrator starts anew"},
    [WIRE_FAULT_VERSION] = {"version", "and then speaks only versions from ARGUMENT on"},
    [WIRE_FAULT_MUTE] = {"mute", "commands are obeyed and not answered"},
    [WIRE_FAULT_OVERSIZE] = {"oversize", "ARGUMENT bytes between delimiters, once"},
    [WIRE_FAULT_UNKNOWN] = {"unknown", "a frame of an unknown type, once"},
    [WIRE_FAULT_TWIN] = {"twin", "a second node with NODE's address, once"},
    [WIRE_FAULT_FAR] = {"far", "a node with address ARGUMENT, once"},
    [WIRE_FAULT_LIE] = {"lie", "DATA that does not fit its nodes, once"},
};

void wire_faults_help(FILE *out)
{
    for (size_t i = 0; i < WIRE_FAULT_KINDS; i++)
        fprintf(out, "  %-10s%s\n", kinds[i].name, kinds[i].help);
}

int wire_faults_add(struct wire_faults *faults, const char *text, const char **ret_problem)
{
    struct wire_fault fault = {.kind = WIRE_FAULT_KINDS, .from_s = -1, .until_s = INFINITY};
    size_t name = strcspn(text, "=@:");
    char *end = (char *)text + name;

    for (int i = 0; i < WIRE_FAULT_KINDS; i++)
        if (strlen(kinds[i].name) == name && !strncmp(kinds[i].name, text, name))
            fault.kind = (enum wire_fault_kind)i;
    if (fault.kind == WIRE_FAULT_KINDS) {
        *ret_problem = "no such fault";
        return -EINVAL;
    }
    if (*end == '=')
        fault.argument = strtod(end + 1, &end);
    if (*end == '@') {
        fault.from_s = strtod(end + 1, &end);
        if (*end == '+')
            fault.until_s = fault.from_s + strtod(end + 1, &end);
    }
    if (*end == ':')
        fault.node = strtoul(end + 1, &end, 10);
    if (*end || fault.node >= WIRE_NODES_MAX) {
        *ret_problem = "it is WHAT[=NUMBER][@SECONDS[+SECONDS]][:NODE]";
        return -EINVAL;
    }
    if (faults->count == WIRE_FAULTS_MAX) {
        *ret_problem = "too many";
        return -EINVAL;
    }
    faults->fault[faults->count++] = fault;
    return 0;
}

/* Seconds since the first START; negative before it. */
static double time_of(const struct wire_faults *faults, int64_t now_ns)
{
    return faults->started ? (double)(now_ns - faults->start_ns) / 1e9 : -1;
}

static bool is_on(const struct wire_fault *fault, double t)
{
    return t >= fault->from_s && t < fault->until_s;
}

static const struct wire_fault *find(const struct wire_faults *faults, enum wire_fault_kind kind,
                                     int64_t now_ns)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->fault[i].kind == kind && is_on(&faults->fault[i], time_of(faults, now_ns)))
            return &faults->fault[i];
    return NULL;
}

static void add_noise(struct wire_faults *faults, struct wire_out *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        wire_out_add(out, &(uint8_t){prng_next(&faults->prng) & 0xff}, 1);
}

static void add_oversize(struct wire_out *out, size_t n)
{
    wire_out_add(out, (uint8_t[]){0}, 1);
    for (size_t i = 0; i < n; i++)
        wire_out_add(out, (uint8_t[]){2}, 1);
    wire_out_add(out, (uint8_t[]){0}, 1);
}

static void begin(struct wire_faults *faults, const struct wire_fault *fault,
                  struct wire_array *array, int64_t now_ns)
{
    struct wire_node node = array->nodes[fault->node];

    switch (fault->kind) {
    case WIRE_FAULT_NOISE:
        add_noise(faults, &array->out, (size_t)fault->argument);
        break;
    case WIRE_FAULT_UNPLUG:
        wire_array_plug(array, fault->node, false);
        break;
    case WIRE_FAULT_VERSION:
        array->version_min = (uint8_t)fault->argument;
        array->version_max = array->version_min;
        wire_array_start(array, now_ns, 0);
        break;
    case WIRE_FAULT_RESET:
        wire_array_start(array, now_ns, 0);
        break;
    case WIRE_FAULT_OVERSIZE:
        add_oversize(&array->out, (size_t)fault->argument);
        break;
    case WIRE_FAULT_UNKNOWN:
        wire_add_frame(&array->out, (uint8_t[]){0x3f, 1, 2, 3}, 4);
        break;
    case WIRE_FAULT_TWIN:
        node.serial ^= 0xff;
        wire_add_node(&array->out, array->generation, &node);
        break;
    case WIRE_FAULT_FAR:
        node.address = (uint8_t)fault->argument;
        wire_add_node(&array->out, array->generation, &node);
        break;
    case WIRE_FAULT_LIE:
        wire_add_data(&array->out, array->generation, wire_array_present(array), array->count, 0,
                      (uint8_t[]){1, 2, 3}, 3);
        break;
    default:
        break;
    }
}

static void end(const struct wire_fault *fault, struct wire_array *array, int64_t now_ns)
{
    if (fault->kind == WIRE_FAULT_UNPLUG)
        wire_array_plug(array, fault->node, true);
    if (fault->kind == WIRE_FAULT_VERSION) {
        array->version_min = array->version_max = 1;
        wire_array_start(array, now_ns, 0);
    }
}

void wire_faults_apply(struct wire_faults *faults, struct wire_array *array, int64_t now_ns)
{
    if (array->started && !faults->started) {
        faults->started = true;
        faults->start_ns = now_ns;
    }
    array->mute = find(faults, WIRE_FAULT_MUTE, now_ns) != NULL;
    for (size_t i = 0; i < faults->count; i++) {
        struct wire_fault *fault = &faults->fault[i];
        double t = time_of(faults, now_ns);

        if (!fault->begun && t >= fault->from_s) {
            fault->begun = true;
            begin(faults, fault, array, now_ns);
        }
        if (!fault->ended && t >= fault->until_s) {
            fault->ended = true;
            end(fault, array, now_ns);
        }
    }
}

static double probability(const struct wire_faults *faults, enum wire_fault_kind kind,
                          int64_t now_ns)
{
    const struct wire_fault *fault = find(faults, kind, now_ns);

    return fault ? fault->argument : 0;
}

static bool happens(struct wire_faults *faults, double probability_of)
{
    return probability_of > 0 && prng_uniform(&faults->prng, 0, 1) < probability_of;
}

/* So many bytes from held to the line, byte by byte where the line is bad. */
static void let_through(struct wire_faults *faults, size_t len, struct wire_out *ret_line,
                        int64_t now_ns)
{
    double bits = probability(faults, WIRE_FAULT_BITS, now_ns);
    double lose = probability(faults, WIRE_FAULT_LOSE, now_ns);
    double twice = probability(faults, WIRE_FAULT_DOUBLE, now_ns);
    double add = probability(faults, WIRE_FAULT_ADD, now_ns);

    if (bits + lose + twice + add == 0) {
        wire_out_add(ret_line, faults->held.bytes, len);
    } else {
        for (size_t i = 0; i < len; i++) {
            uint8_t byte = faults->held.bytes[i];

            if (happens(faults, bits))
                byte ^= (uint8_t)(1u << (prng_next(&faults->prng) & 7));
            if (happens(faults, add))
                add_noise(faults, ret_line, 1);
            if (!happens(faults, lose))
                wire_out_add(ret_line, &byte, 1);
            if (happens(faults, twice))
                wire_out_add(ret_line, &byte, 1);
        }
    }
    faults->held.len -= len;
    if (faults->held.len)
        memmove(faults->held.bytes, faults->held.bytes + len, faults->held.len);
}

/* Remembers when what was just sent may go, and returns how much may go now. */
static size_t hold(struct wire_faults *faults, bool sent, double most_ms, int64_t now_ns)
{
    size_t ready = 0, n = 0;

    if (sent) {
        int64_t release_ns = now_ns + (int64_t)(prng_uniform(&faults->prng, 0, most_ms) * 1e6);

        if (faults->holds < WIRE_HOLDS_MAX)
            faults->holds++;
        faults->hold[faults->holds - 1].upto = faults->held.len;
        faults->hold[faults->holds - 1].release_ns = release_ns;
    }
    while (n < faults->holds && faults->hold[n].release_ns <= now_ns)
        ready = faults->hold[n++].upto;
    faults->holds -= n;
    memmove(faults->hold, faults->hold + n, faults->holds * sizeof(*faults->hold));
    for (size_t i = 0; i < faults->holds; i++)
        faults->hold[i].upto -= ready;
    return ready;
}

void wire_faults_pass(struct wire_faults *faults, struct wire_out *sent, struct wire_out *ret_line,
                      int64_t now_ns)
{
    double jitter_ms = probability(faults, WIRE_FAULT_JITTER, now_ns);
    double hold_ms = probability(faults, WIRE_FAULT_HOLD, now_ns);
    bool any = sent->len > 0;

    if (find(faults, WIRE_FAULT_CUT, now_ns)) {
        sent->len = 0;
        faults->held.len = 0;
        faults->holds = 0;
        return;
    }
    wire_out_add(&faults->held, sent->bytes, sent->len);
    sent->len = 0;
    if (find(faults, WIRE_FAULT_STALL, now_ns))
        return;
    if (jitter_ms > 0) {
        if (now_ns < faults->release_ns)
            return;
        faults->release_ns = now_ns + (int64_t)(prng_uniform(&faults->prng, 0, jitter_ms) * 1e6);
    }
    if (hold_ms > 0) {
        let_through(faults, hold(faults, any, hold_ms, now_ns), ret_line, now_ns);
    } else {
        faults->holds = 0;
        let_through(faults, faults->held.len, ret_line, now_ns);
    }
}

int64_t wire_faults_next(const struct wire_faults *faults)
{
    if (faults->holds)
        return faults->hold[0].release_ns;
    return faults->held.len ? faults->release_ns : INT64_MAX;
}

bool wire_faults_deaf(const struct wire_faults *faults, int64_t now_ns)
{
    return find(faults, WIRE_FAULT_CUT, now_ns) != NULL;
}
