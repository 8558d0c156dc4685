package dev.waybill.pipelines.cli;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Of the metrics of a run, those that people compare models by. */
final class ModelMetrics {

    private static final Set<String> COUNTS = Set.of("rows", "rounds", "features");

    private ModelMetrics() {}

    /** Without counts, the ends of learning curves and metrics of parts: {@code baselines.global_median.mae}. */
    static SortedMap<String, Double> ofQuality(Map<String, Double> metrics) {
        SortedMap<String, Double> quality = new TreeMap<>(metrics);
        quality.keySet()
                .removeIf(name -> COUNTS.contains(name)
                        || name.contains(".")
                        || name.startsWith("train_")
                        || name.startsWith("valid_"));
        return quality;
    }
}
