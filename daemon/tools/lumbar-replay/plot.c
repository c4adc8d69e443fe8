/* SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <string.h>

#define LEFT 78.0
#define RIGHT 24.0
#define CUE_ROOM 110.0 /* that its words take; near the end they stand before the flag's line */
#define WIDTH_MIN 900.0
#define WIDTH_MAX 12000.0
#define PIXELS_PER_S 24.0
#define TITLE_Y 30.0
#define LEGEND_Y 54.0
#define SETS_TOP 76.0
#define CUES_TOP 104.0
#define CUE_ROWS 3
#define CUE_ROW_HEIGHT 16.0
#define PANELS_TOP (CUES_TOP + CUE_ROWS * CUE_ROW_HEIGHT + 22.0)
#define MAIN_HEIGHT 260.0
#define STRIP_HEIGHT 14.0
#define SMALL_HEIGHT 110.0
#define PANEL_GAP 26.0
#define AXIS_HEIGHT 46.0
#define PANELS_MAX 3

struct canvas {
    FILE *file;
    const struct plot_log *log;
    const struct plot_caption *caption;
    double begin_s;
    double seconds;
    double width; /* of the panels */
    int panels[PANELS_MAX];
    unsigned panel_count;
};

static const char style[] =
    "<style>\n"
    "text{font:12px 'DejaVu Sans',Helvetica,Arial,sans-serif;fill:#333}\n"
    ".title{font-size:17px;font-weight:bold}.small{font-size:10px;fill:#666}\n"
    ".grid{stroke:#e4e4e4;stroke-width:1}.frame{fill:none;stroke:#999}\n"
    ".curve{fill:none;stroke:#0072b2;stroke-width:1.5;stroke-linejoin:round}\n"
    ".rep{fill:#0072b2;fill-opacity:.09}.rep.odd{fill-opacity:.17}.rep.undone{fill:#888}\n"
    ".number{font-weight:bold;text-anchor:middle}.undone.number{text-decoration:line-through}\n"
    ".given{fill:#009e73}.attempt{stroke:#d55e00;stroke-dasharray:5 3}\n"
    ".down{fill:#56b4e9}.pause{fill:#bbb}.up{fill:#e69f00}\n"
    ".set{fill:#333;fill-opacity:.08;stroke:#666}\n"
    ".hint{fill:#b07700}.warning{fill:#d55e00}.stop{fill:#b00020}.praise{fill:#00795a}\n"
    ".flag{stroke:#999;stroke-dasharray:2 3}\n"
    "</style>\n";

static double seconds_of(int64_t t_ns)
{
    return (double)t_ns * 1e-9;
}

static double x_of(const struct canvas *canvas, int64_t t_ns)
{
    double share = (seconds_of(t_ns) - canvas->begin_s) / canvas->seconds;
    return LEFT + canvas->width * fmin(1.0, fmax(0.0, share));
}

static void put_escaped(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '&' || *text == '<' || *text == '>' || *text == '"')
            fprintf(file, "&#%d;", *text);
        else if ((unsigned char)*text >= ' ')
            putc(*text, file);
    }
}

static double panel_top(unsigned panel)
{
    return panel == 0 ? PANELS_TOP
                      : PANELS_TOP + MAIN_HEIGHT + STRIP_HEIGHT + (double)panel * PANEL_GAP +
                            (double)(panel - 1) * SMALL_HEIGHT;
}

static double panel_height(unsigned panel)
{
    return panel == 0 ? MAIN_HEIGHT : SMALL_HEIGHT;
}

static double panels_bottom(const struct canvas *canvas)
{
    unsigned last = canvas->panel_count > 0 ? canvas->panel_count - 1 : 0;
    return panel_top(last) + panel_height(last) + (last == 0 ? STRIP_HEIGHT : 0.0);
}

/* 1, 2 or 5 times a power of ten, so that about so many steps cover the span. */
static double round_step(double span, double steps)
{
    double rough = span / steps, power = pow(10.0, floor(log10(rough)));
    double first = rough / power;
    return power * (first < 1.5 ? 1.0 : first < 3.5 ? 2.0 : first < 7.5 ? 5.0 : 10.0);
}

static void choose_panels(struct canvas *canvas)
{
    static const enum body_signal beside[] = {BODY_SIGNAL_BAR_HEIGHT, BODY_SIGNAL_LUMBAR,
                                              BODY_SIGNAL_TRUNK};
    double low, high;
    int primary = plot_log_primary(canvas->log);
    if (primary < 0)
        return;
    canvas->panels[canvas->panel_count++] = primary;
    for (unsigned i = 0; i < sizeof beside / sizeof *beside; i++)
        if (canvas->panel_count < PANELS_MAX && (int)beside[i] != primary &&
            plot_log_range(canvas->log, (int)beside[i], &low, &high))
            canvas->panels[canvas->panel_count++] = (int)beside[i];
}

static void draw_curve(const struct canvas *canvas, int signal, double top, double height,
                       double low, double high)
{
    const struct plot_log *log = canvas->log;
    bool drawing = false;
    fprintf(canvas->file, "<path class=\"curve\" d=\"");
    for (size_t i = 0; i < log->row_count; i++) {
        double value = log->rows[i].values[signal];
        if (!isfinite(value)) {
            drawing = false;
            continue;
        }
        fprintf(canvas->file, "%c%.1f %.1f", drawing ? 'L' : 'M', x_of(canvas, log->rows[i].t_ns),
                top + height * (high - value) / (high - low));
        drawing = true;
    }
    fprintf(canvas->file, "\"/>\n");
}

static void draw_panel(const struct canvas *canvas, unsigned panel)
{
    int signal = canvas->panels[panel];
    const struct core_signal *about = &canvas->log->signals[signal];
    double top = panel_top(panel), height = panel_height(panel), low, high;
    if (!plot_log_range(canvas->log, signal, &low, &high))
        return;
    double margin = fmax(0.05 * (high - low), 1e-3);
    low -= margin;
    high += margin;
    double step = round_step(high - low, height / 36.0);
    for (double tick = step * ceil(low / step); tick <= high; tick += step) {
        double y = top + height * (high - tick) / (high - low);
        fprintf(canvas->file,
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n",
                LEFT, LEFT + canvas->width, y, y, LEFT - 6.0, y + 4.0,
                fabs(tick) < step / 2 ? 0.0 : tick);
    }
    fprintf(canvas->file, "<text x=\"%.1f\" y=\"%.1f\">", LEFT + 6.0, top - 6.0);
    if (about->sensor != CORE_SIGNAL_OF_BODY) {
        put_escaped(canvas->file, canvas->caption->sensors[about->sensor].role);
        fprintf(canvas->file, ": ");
    }
    fprintf(canvas->file, "%s (%s)%s</text>\n", about->name, about->unit,
            panel == 0 ? ", told by this" : "");
    draw_curve(canvas, signal, top, height, low, high);
    fprintf(canvas->file,
            "<rect class=\"frame\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n", LEFT,
            top, canvas->width, height);
}

static void draw_axis(const struct canvas *canvas)
{
    double bottom = panels_bottom(canvas);
    double step = fmax(1.0, round_step(canvas->seconds, canvas->width / 90.0));
    double begin = step * ceil(canvas->begin_s / step);
    for (double t = begin; t <= canvas->begin_s + canvas->seconds; t += step) {
        double x = LEFT + canvas->width * (t - canvas->begin_s) / canvas->seconds;
        fprintf(canvas->file,
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                "<text class=\"small\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%g</text>\n",
                x, x, PANELS_TOP, bottom + 4.0, x, bottom + 18.0, t);
    }
    fprintf(canvas->file, "<text class=\"small\" x=\"%.1f\" y=\"%.1f\">seconds</text>\n", LEFT,
            bottom + 34.0);
}

static const struct core_event *find_detail(const struct canvas *canvas, size_t from, uint32_t set,
                                            uint32_t rep)
{
    const struct core_event *events = canvas->log->events;
    for (size_t i = from; i < canvas->log->event_count; i++) {
        if (events[i].type == EVENT_REP_DETAIL && events[i].rep_detail.set == set &&
            events[i].rep_detail.rep == rep)
            return &events[i];
        if (events[i].type == EVENT_SET_STARTED && events[i].set_started.set > set)
            break;
    }
    return NULL;
}

static bool is_undone(const struct canvas *canvas, size_t from, uint32_t set, uint32_t rep)
{
    const struct core_event *events = canvas->log->events;
    for (size_t i = from + 1; i < canvas->log->event_count; i++) {
        if (events[i].type == EVENT_REP && events[i].rep.set == set && events[i].rep.rep == rep)
            return true; /* counted anew: the one before was taken back */
        if (events[i].type == EVENT_REP_UNDONE && events[i].rep_undone.set == set &&
            events[i].rep_undone.rep == rep)
            return true;
    }
    return false;
}

/* Neither way of a cat-cow is up. Of what is not known only phases that were seen are told. */
static bool goes_up_and_down(const struct canvas *canvas, const char *id)
{
    for (size_t i = 0; i < canvas->caption->exercise_count; i++)
        if (strcmp(canvas->caption->exercises[i].id, id) == 0)
            return canvas->caption->exercises[i].start != EXERCISE_START_EITHER ||
                   strcmp(id, EXERCISE_GENERIC) == 0;
    return false;
}

/* The phases follow each other from where the repetition began. */
static void draw_phases(const struct canvas *canvas, const struct core_event *detail)
{
    const struct rep_detail *phases = &detail->rep_detail.detail;
    const bool down_first = !phases->rises_first;
    const struct {
        const char *name;
        double seconds;
    } order[] = {
        {down_first ? "down" : "up", down_first ? phases->eccentric_s : phases->concentric_s},
        {"pause", down_first ? phases->stretch_pause_s : phases->top_pause_s},
        {down_first ? "up" : "down", down_first ? phases->concentric_s : phases->eccentric_s},
        {"pause", down_first ? phases->top_pause_s : phases->stretch_pause_s},
    };
    double top = PANELS_TOP + MAIN_HEIGHT;
    int64_t t_ns = detail->rep_detail.start_ns;
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
        if (!isfinite(order[i].seconds))
            continue;
        int64_t end_ns = t_ns + (int64_t)(order[i].seconds * 1e9);
        double x = x_of(canvas, t_ns);
        fprintf(canvas->file,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                "<title>%s %.2f s</title></rect>\n",
                order[i].name, x, top, x_of(canvas, end_ns) - x, STRIP_HEIGHT, order[i].name,
                order[i].seconds);
        t_ns = end_ns;
    }
}

static void draw_rep(const struct canvas *canvas, size_t index)
{
    const struct core_event *event = &canvas->log->events[index];
    const struct core_event *detail = find_detail(canvas, index, event->rep.set, event->rep.rep);
    int64_t start_ns = detail ? detail->rep_detail.start_ns : event->rep.start_ns;
    int64_t end_ns = detail ? detail->rep_detail.end_ns : event->rep.end_ns;
    double left = x_of(canvas, start_ns), right = x_of(canvas, end_ns);
    double given = x_of(canvas, event->t_ns), bottom = panels_bottom(canvas);
    const char *undone = is_undone(canvas, index, event->rep.set, event->rep.rep) ? " undone" : "";
    char number[32];

    if (event->rep.side == SIDE_NONE)
        snprintf(number, sizeof number, "%u", event->rep.rep);
    else
        snprintf(number, sizeof number, "%c%u", event->rep.side == SIDE_LEFT ? 'L' : 'R',
                 event->rep.side_rep);
    fprintf(canvas->file,
            "<rect class=\"rep%s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
            "<title>repetition %s: %.2f s to %.2f s, given at %.2f s</title></rect>\n",
            event->rep.rep % 2 ? " odd" : "", undone, left, PANELS_TOP, fmax(1.0, right - left),
            bottom - PANELS_TOP, number, seconds_of(start_ns), seconds_of(end_ns),
            seconds_of(event->t_ns));
    fprintf(canvas->file, "<text class=\"number%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", undone,
            0.5 * (left + right), PANELS_TOP + 16.0, number);
    fprintf(canvas->file, "<path class=\"given\" d=\"M%.1f %.1fl-5 9h10z\"/>\n", given,
            PANELS_TOP + MAIN_HEIGHT - 9.0);
    if (detail && goes_up_and_down(canvas, event->rep.exercise))
        draw_phases(canvas, detail);
}

static void draw_set(const struct canvas *canvas, const struct core_event *event)
{
    double left = x_of(canvas, event->set_ended.start_ns);
    double right = x_of(canvas, event->set_ended.end_ns);
    fprintf(canvas->file,
            "<rect class=\"set\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"20\"/>"
            "<text x=\"%.1f\" y=\"%.1f\">%s, ",
            left, SETS_TOP, fmax(2.0, right - left), left + 6.0, SETS_TOP + 14.0,
            event->set_ended.exercise);
    if (event->set_ended.reps > 0 || !(event->set_ended.held_s > 0.0))
        fprintf(canvas->file, "%u %s", event->set_ended.reps,
                event->set_ended.reps == 1 ? "repetition" : "repetitions");
    if (event->set_ended.held_s > 0.0)
        fprintf(canvas->file, "%sheld %.1f s", event->set_ended.reps > 0 ? ", " : "",
                event->set_ended.held_s);
    fprintf(canvas->file, "</text>\n");
}

/* Neighbouring cues stand in different rows, so that their words do not lie on each other. */
static void draw_cue(const struct canvas *canvas, const struct core_event *event, unsigned row)
{
    int64_t onset_ns = event->cue.onset_ns > 0 ? event->cue.onset_ns : event->t_ns;
    double x = x_of(canvas, onset_ns), y = CUES_TOP + (row + 0.8) * CUE_ROW_HEIGHT;
    bool praise = event->cue.severity == CUE_PRAISE;
    const char *words = event->cue.fault == FAULT_NONE ? "clean set" : fault_name(event->cue.fault);
    bool no_room = x > LEFT + canvas->width - CUE_ROOM;
    fprintf(canvas->file,
            "<line class=\"flag\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\"%s>&#9873; %s",
            x, x, y, panels_bottom(canvas), cue_severity_name(event->cue.severity), x, y,
            no_room ? " text-anchor=\"end\"" : "", words);
    if (!praise && isfinite(event->cue.amount))
        fprintf(canvas->file, " %.3g", event->cue.amount);
    fprintf(canvas->file, "<title>%s, %s, at %.2f s, told at %.2f s: %.3g, threshold %.3g</title>",
            words, cue_severity_name(event->cue.severity), seconds_of(onset_ns),
            seconds_of(event->t_ns), event->cue.amount, event->cue.threshold);
    fprintf(canvas->file, "</text>\n");
}

static void draw_attempt(const struct canvas *canvas, const struct core_event *event)
{
    double x = x_of(canvas, event->partial.at_ns);
    fprintf(canvas->file,
            "<line class=\"attempt\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
            "<text class=\"warning\" x=\"%.1f\" y=\"%.1f\">attempt, %.0f %%</text>\n",
            x, x, PANELS_TOP, PANELS_TOP + MAIN_HEIGHT, x + 4.0, PANELS_TOP + MAIN_HEIGHT - 6.0,
            100.0 * event->partial.range_fraction);
}

static void draw_events(const struct canvas *canvas)
{
    unsigned cues = 0;
    for (size_t i = 0; i < canvas->log->event_count; i++) {
        const struct core_event *event = &canvas->log->events[i];
        if (event->type == EVENT_REP)
            draw_rep(canvas, i);
        else if (event->type == EVENT_SET_ENDED)
            draw_set(canvas, event);
        else if (event->type == EVENT_CUE)
            draw_cue(canvas, event, cues++ % CUE_ROWS);
        else if (event->type == EVENT_PARTIAL)
            draw_attempt(canvas, event);
    }
}

static void draw_legend(const struct canvas *canvas)
{
    static const struct {
        const char *name, *words;
    } swatches[] = {
        {"rep odd", "repetition"}, {"down", "going down"}, {"up", "coming up"}, {"pause", "pause"}};
    double x = LEFT;
    for (unsigned i = 0; i < sizeof swatches / sizeof *swatches; i++, x += 116.0)
        fprintf(canvas->file,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"14\"/>"
                "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                swatches[i].name, x, LEGEND_Y - 12.0, x + 20.0, LEGEND_Y, swatches[i].words);
    fprintf(canvas->file,
            "<path class=\"given\" d=\"M%.1f %.1fl-5 9h10z\"/><text x=\"%.1f\" y=\"%.1f\">"
            "counted at this moment</text>\n",
            x + 8.0, LEGEND_Y - 9.0, x + 20.0, LEGEND_Y);
}

void plot_write(FILE *file, const struct plot_log *log, const struct plot_caption *caption)
{
    struct canvas canvas = {.file = file, .log = log, .caption = caption, .seconds = 1.0};
    if (log->row_count > 0) {
        canvas.begin_s = seconds_of(log->rows[0].t_ns);
        canvas.seconds = fmax(1.0, seconds_of(log->rows[log->row_count - 1].t_ns) - canvas.begin_s);
    }
    canvas.width = fmin(WIDTH_MAX, fmax(WIDTH_MIN, PIXELS_PER_S * canvas.seconds));
    choose_panels(&canvas);
    fprintf(file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\">\n"
            "%s<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
            "<text class=\"title\" x=\"%.1f\" y=\"%.1f\">",
            LEFT + canvas.width + RIGHT, panels_bottom(&canvas) + AXIS_HEIGHT, style, LEFT,
            TITLE_Y);
    put_escaped(file, caption->recording);
    fprintf(file, "</text>\n");
    if (canvas.panel_count == 0)
        fprintf(file, "<text x=\"%.1f\" y=\"%.1f\">No signal to draw.</text>\n", LEFT,
                PANELS_TOP + 20.0);
    draw_legend(&canvas);
    draw_axis(&canvas);
    draw_events(&canvas);
    for (unsigned i = 0; i < canvas.panel_count; i++)
        draw_panel(&canvas, i);
    fprintf(file, "</svg>\n");
}
