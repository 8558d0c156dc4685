package dev.waybill.common.conf;

import java.util.Map;
import java.util.Optional;

/**
 * Where a pipeline runs and keeps things, usually from {@code conf/<env>.yaml}.
 *
 * @param warehouse the folder of all pipelines' tables, any Hadoop path; a relative one starts at the project's root
 * @param tracking the folder of {@code mlflow.db} and its artifacts
 * @param spark settings of the session; the master only where none is given otherwise
 */
public record Platform(
        @Default("data/warehouse") String warehouse,
        @Default("data/mlflow") String tracking,
        Map<String, String> spark,
        Optional<String> description) {}
