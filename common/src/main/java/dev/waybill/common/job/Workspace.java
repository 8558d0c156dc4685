package dev.waybill.common.job;

import java.nio.file.Path;

/**
 * Where a pipeline keeps the files that people and DVC read, beside its tables.
 *
 * @param home the folder that holds {@code pipelines/} and {@code conf/}; relative paths in params start here
 * @param pipeline the pipeline's name
 * @param runId of this invocation; in its log lines, in every row that it writes, in its tracking tags
 * @param folder where those files are
 */
public record Workspace(Path home, String pipeline, String runId, Path folder) {

    /** In the pipeline's own folder. */
    public Workspace(Path home, String pipeline, String runId) {
        this(home, pipeline, runId, home.resolve("pipelines").resolve(pipeline));
    }

    /** A path in params.yaml as Spark takes it: relative ones start at home. */
    public String location(String path) {
        boolean elsewhere =
                path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*") || Path.of(path).isAbsolute();
        return elsewhere ? path : home.resolve(path).normalize().toString();
    }

    /** The folder of the last trained model. */
    public Path model() {
        return Artifact.MODEL.in(this);
    }

    /** A job's figures, as DVC metrics: {@code metrics/evaluate.json}. */
    public Path metrics(String job) {
        return folder().resolve(Artifact.metrics(job).path());
    }

    public Path report(String fileName) {
        return folder().resolve(Artifact.report(fileName).path());
    }
}
