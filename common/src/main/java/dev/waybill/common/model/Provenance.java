package dev.waybill.common.model;

import dev.waybill.common.section.Model;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a model came from: enough to train it again.
 *
 * @param params how the trees were grown
 * @param key the columns by which the rows were put in order
 * @param gitCommit of the project, or empty where it is not a checkout
 * @param versions of Java, Spark, XGBoost and Waybill
 */
public record Provenance(
        String runId,
        Instant trainedAt,
        String gitCommit,
        TableVersion features,
        String featureSetVersion,
        Task task,
        List<String> key,
        Split split,
        Model params,
        Map<String, String> versions) {}
