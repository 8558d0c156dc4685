package dev.waybill.pipelines.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a step did.
 *
 * @param result the job's own record
 * @param summary the result in one line
 * @param rows of the tables that its stage declares, as they are now, by name in the order of dvc.yaml
 * @param cost what it had Spark do; empty for what does not run in this JVM
 */
public record Outcome(
        String step, Record result, String summary, Duration took, Map<String, Long> rows, Optional<SparkCost> cost) {

    public Outcome(String step, Record result, String summary, Duration took) {
        this(step, result, summary, took, Map.of(), Optional.empty());
    }

    Outcome wrote(Map<String, Long> tables) {
        return new Outcome(step, result, summary, took, tables, cost);
    }
}
