package dev.waybill.common.job;

import java.nio.file.Path;

/**
 * Something that a job reads or writes in its pipeline's folder, as a stage of dvc.yaml names it.
 *
 * @param kind where a stage lists what is written
 * @param path below the pipeline's folder: {@code tables/features.json}
 */
public record Artifact(Kind kind, String path) {

    /** The folder of the trained model: see {@link Workspace#model}. */
    public static final Artifact MODEL = file("model");

    /** Which version the trained model has in the registry. */
    public static final Artifact REGISTERED = file("registered.json");

    /** Which version is in production: it stands for the model, which the registry keeps. */
    public static final Artifact CHAMPION = file("champion.json");

    /** How DVC takes an output. */
    public enum Kind {
        outs,
        metrics,
        plots
    }

    /** A table, by the small file that stands for it. */
    public static Artifact table(String name) {
        return new Artifact(Kind.outs, "tables/" + name + ".json");
    }

    /** Any file or folder. */
    public static Artifact file(String path) {
        return new Artifact(Kind.outs, path);
    }

    /** Where it is. */
    public Path in(Workspace workspace) {
        return workspace.folder().resolve(path);
    }

    /** A job's figures: see {@link Workspace#metrics}. */
    public static Artifact metrics(String job) {
        return new Artifact(Kind.metrics, "metrics/" + job + ".json");
    }

    /** A page or text for people: see {@link Workspace#report}. */
    public static Artifact report(String fileName) {
        return new Artifact(Kind.outs, "reports/" + fileName);
    }
}
