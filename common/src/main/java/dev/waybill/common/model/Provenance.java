package dev.waybill.common.model;

import dev.waybill.common.conf.Model;
import dev.waybill.common.conf.Split;
import dev.waybill.common.table.TableVersion;
import java.time.Instant;
import java.util.Map;

/**
 * Where a model came from: enough to train it again.
 *
 * @param gitCommit of the project, or empty where it is not a checkout
 * @param versions of Java, Spark, XGBoost and Waybill
 */
public record Provenance(
        String runId,
        Instant trainedAt,
        String gitCommit,
        TableVersion features,
        String featureSetVersion,
        Split split,
        Model params,
        Map<String, String> versions) {}
