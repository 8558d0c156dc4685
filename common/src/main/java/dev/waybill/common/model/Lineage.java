package dev.waybill.common.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@link Provenance} as it is written of a model that is no boosted trees: without how these were grown. */
record Lineage(
        String runId,
        Instant trainedAt,
        String gitCommit,
        TableVersion features,
        String featureSetVersion,
        Task task,
        List<String> key,
        Split split,
        Map<String, String> versions) {

    static Lineage of(Provenance provenance) {
        return new Lineage(
                provenance.runId(),
                provenance.trainedAt(),
                provenance.gitCommit(),
                provenance.features(),
                provenance.featureSetVersion(),
                provenance.task(),
                provenance.key(),
                provenance.split(),
                provenance.versions());
    }

    static Lineage read(JsonNode written) {
        try {
            return JsonFile.JSON.treeToValue(written, Lineage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read where a model came from", e);
        }
    }

    Provenance provenance() {
        return new Provenance(
                runId, trainedAt, gitCommit, features, featureSetVersion, task, key, split, Model.USUAL, versions);
    }
}
