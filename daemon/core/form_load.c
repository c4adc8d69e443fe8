/* SPDX-License-Identifier: MIT */
#include "core/form_load.h"

#include <math.h>

#include "core/stats.h"

#define FIRST_REPS 2   /* as form_creep.c: later the back tires, too */
#define OF_OWN_MAX 0.1 /* likewise: less of the own range than this is nothing */
#define HEAVIER 1.05   /* design value: so much more is another load ... */
#define HEAVIER_KG 2.5 /* ... and the smallest pair of plates */
#define SURE 0.6       /* two seconds of standing still were seen; design value */
#define DIFFERS 0.1    /* design value: three times what the feet are wrong by ... */
#define DIFFERS_KG 5.0 /* ... and more than shoes, belt and collars */
#define DIFFERS_REPS 2 /* design value */

void form_load_forget(struct form_load *load)
{
    *load = (struct form_load){
        .kg_median = NAN, .set_kg = NAN, .peak_deg = NAN, .light_kg = NAN, .light_deg = NAN};
}

static bool is_heavier(double kg, double than_kg)
{
    return kg > HEAVIER * than_kg && kg > than_kg + HEAVIER_KG;
}

void form_load_begin_set(struct form_load *load, const struct exercise *exercise)
{
    if (load->of != exercise)
        form_load_forget(load);
    bool known = load->reps >= FIRST_REPS && !isnan(load->set_kg) && !isnan(load->peak_deg);
    bool lightest = isnan(load->light_kg) || !is_heavier(load->set_kg, load->light_kg);
    double light_kg = known && lightest ? load->set_kg : load->light_kg;
    double light_deg = known && lightest ? load->peak_deg : load->light_deg;
    form_load_forget(load);
    load->of = exercise;
    load->light_kg = light_kg;
    load->light_deg = light_deg;
}

void form_load_push(struct form_load *load, const struct form_load_rep *rep)
{
    if (!isnan(rep->feet_kg) && rep->confidence >= SURE)
        load->kg_median = median_push(load->kg, FORM_LOAD_RECENT, &load->kg_count, rep->feet_kg);
    load->set_kg = isnan(load->kg_median) && rep->said_kg > 0.0 ? rep->said_kg : load->kg_median;
    if (load->reps < FIRST_REPS)
        load->peak_deg = (load->reps > 0 ? load->peak_deg : 0.0) + rep->peak_deg / FIRST_REPS;
    load->reps++;
}

bool form_load_rounds(const struct form_load *load, const struct exercise *exercise,
                      double flexion_max_deg, struct form_finding *ret_finding)
{
    double grown = load->peak_deg - load->light_deg;
    if (load->reps != FIRST_REPS || !is_heavier(load->set_kg, load->light_kg) ||
        !(grown >= OF_OWN_MAX * flexion_max_deg))
        return false;
    ret_finding->fault = FAULT_TOO_HEAVY;
    if (!form_beyond(exercise, FORM_RULE_HEAVIER, grown, ret_finding))
        return false;
    /* In per cent, as too heavy a load is told when it costs speed. */
    ret_finding->amount *= 100.0 / flexion_max_deg;
    ret_finding->threshold *= 100.0 / flexion_max_deg;
    return true;
}

bool form_load_differs(struct form_load *load, double said_kg, struct form_finding *ret_finding)
{
    double differs = fabs(load->kg_median - said_kg);
    if (load->said_told || !(said_kg > 0.0) || load->kg_count < DIFFERS_REPS ||
        !(differs > DIFFERS_KG && differs > DIFFERS * said_kg))
        return false;
    load->said_told = true;
    ret_finding->fault = FAULT_OTHER_LOAD;
    ret_finding->severity = CUE_HINT;
    ret_finding->amount = load->kg_median;
    ret_finding->threshold = said_kg;
    return true;
}
