package dev.waybill.pipelines.engine;

import java.time.Duration;
import java.util.Locale;

/**
 * What a step had Spark do, and where its time went. Times add up to the step's.
 *
 * @param jobs that Spark ran
 * @param tasks of these jobs
 * @param reading in jobs that read rows, of files or kept ones, and wrote none
 * @param computing in jobs that did neither, such as over shuffles
 * @param writing in jobs that wrote files
 * @param planning while no job ran: queries planned and compiled, tables committed, and whatever needs no Spark
 */
public record SparkCost(
        int jobs, int tasks, Duration reading, Duration computing, Duration writing, Duration planning) {

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d Spark jobs, %d tasks; reading %.1f s, computing %.1f s, writing %.1f s, planning %.1f s",
                jobs,
                tasks,
                seconds(reading),
                seconds(computing),
                seconds(writing),
                seconds(planning));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
