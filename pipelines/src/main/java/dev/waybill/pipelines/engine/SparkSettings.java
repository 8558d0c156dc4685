package dev.waybill.pipelines.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The settings of a session. Precedence, the strongest first: {@code --master}, then what spark-submit was given (system
 * properties), then the section {@code spark} of the params.
 */
final class SparkSettings {

    private static final String MASTER = "spark.master";

    private SparkSettings() {}

    static Map<String, String> of(Map<String, String> params, Properties system, Optional<String> master) {
        Map<String, String> settings = new LinkedHashMap<>();
        params.forEach((key, value) -> {
            if (system.getProperty(key) == null) {
                settings.put(key, value);
            }
        });
        master.ifPresent(given -> settings.put(MASTER, given));
        if (!settings.containsKey(MASTER) && system.getProperty(MASTER) == null) {
            settings.put(MASTER, "local[*]");
        }
        return settings;
    }

    /** Settings together with those of spark-submit, which Spark takes from the system properties by itself. */
    static Map<String, String> all(Map<String, String> settings, Properties system) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        system.stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark."))
                .forEach(name -> all.putIfAbsent(name, system.getProperty(name)));
        return all;
    }
}
