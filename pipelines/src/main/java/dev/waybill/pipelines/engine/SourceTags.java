package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.track.RunTags;
import dev.waybill.pipelines.dvc.GitRevision;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which invocation a run is of and which code it ran: the pipeline's file, and what git says of the checkout, if it is one. */
final class SourceTags {

    private SourceTags() {}

    static Map<String, String> of(Pipeline pipeline, String runId) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(RunTags.WAYBILL_RUN, runId);
        tags.put(RunTags.SOURCE_NAME, "pipelines/" + pipeline.name() + "/dvc.yaml");
        tags.put(RunTags.SOURCE_TYPE, "JOB");
        Path home = pipeline.home();
        List<String> head = GitRevision.ask(home, "rev-parse", "HEAD", "--abbrev-ref", "HEAD");
        if (head.size() == 2) {
            tags.put(RunTags.GIT_COMMIT, head.get(0));
            tags.put(RunTags.GIT_BRANCH, head.get(1));
        }
        GitRevision.ask(home, "config", "--get", "remote.origin.url").stream()
                .findFirst()
                .ifPresent(url -> tags.put(RunTags.GIT_URL, Redaction.of(url)));
        return tags;
    }
}
