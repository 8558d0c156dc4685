package dev.waybill.common.track;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A registered model at one version.
 *
 * @param version counted from one; the number of a deleted version is not given again
 * @param runId that trained it; empty if somebody registered it without a run
 * @param artifactUri where the tracking store holds its files; {@link Tracking#download} gives them as a folder
 * @param description in Markdown; empty if there is none
 * @param aliases that point to it now: {@code champion}
 */
public record ModelVersion(
        String model,
        int version,
        String runId,
        String artifactUri,
        Instant createdAt,
        String description,
        Map<String, String> tags,
        Set<String> aliases) {

    @Override
    public String toString() {
        return model + "/" + version;
    }
}
