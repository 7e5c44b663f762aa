package org.burst4j.train;

/**
 * The learning rate of each step of a stage: {@code peak * t / w} for the warm-up steps t &lt; w,
 * so that the first step has rate 0 where there is a warm-up, then constant or {@code peak * (1 +
 * cos(pi * (t - w) / (total - w))) / 2}, as in the A-VB 2022 paper (cosine with linear warm-up).
 *
 * @param rule constant or cosine
 * @param peak highest rate
 * @param warmupSteps number of warm-up steps
 * @param totalSteps number of steps of the whole stage
 */
public record Schedule(ScheduleRule rule, double peak, long warmupSteps, long totalSteps) {

    /**
     * The rate of one step.
     *
     * @param step step within the stage, from 0
     * @return the learning rate, 0 to peak
     */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * step / warmupSteps;
        }
        if (rule == ScheduleRule.CONSTANT) {
            return peak;
        }
        long span = Math.max(1, totalSteps - warmupSteps);
        double progress = Math.min(1.0, (double) (step - warmupSteps) / span);
        return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
