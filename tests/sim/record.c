/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "athlete.h"

static void write_header(const struct sim_source *source, FILE *out)
{
    fputs("# lumbar recording 1\n", out);
    if (source->note[0])
        fprintf(out, "# %s\n", source->note);
    for (size_t i = 0; i < source->sensor_count; i++) {
        const struct sim_sensor *s = &source->sensors[i];

        fprintf(out, "# sensor %s", s->role);
        for (unsigned c = 0; c < s->channels; c++)
            fprintf(out, " %s", s->channel_name[c]);
        fputc('\n', out);
    }
}

/* Digits: a tenth of the smallest step of the converters that the server plays. */
static int decimals(const struct sim_sensor *sensor, unsigned channel)
{
    if (sensor->kind == SIM_FORCE)
        return 2;
    return channel < 3 ? 5 : 6;
}

static void write_sample(const struct sim_source *source, const struct sim_sample *sample,
                         FILE *out)
{
    const struct sim_sensor *s = &source->sensors[sample->sensor];

    fprintf(out, "%.6f,%s", 1e-9 * (double)sample->t_ns, s->role);
    for (unsigned c = 0; c < s->channels; c++)
        fprintf(out, ",%.*f", decimals(s, c), sample->value[c]);
    fputc('\n', out);
}

int sim_record(struct sim_source *source, FILE *out)
{
    struct sim_sample sample;
    int ret = 0;

    errno = 0;
    write_header(source, out);
    /* Seen at once, while errno still says why: a full disk, most often. */
    while (!ferror(out) && (ret = source->next(source, &sample)) > 0)
        write_sample(source, &sample, out);
    if (ferror(out) || fflush(out) != 0)
        return errno > 0 ? -errno : -EIO;
    return ret;
}
