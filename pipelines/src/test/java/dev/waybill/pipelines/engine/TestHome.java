package dev.waybill.pipelines.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project's home with one pipeline, {@code parcels}, for tests to fill. */
public record TestHome(Path path) {

    public static final String PIPELINE = "parcels";

    /** A pipeline whose stages run the jobs {@code weigh} and {@code stamp} of {@link TestJobs}. */
    public static TestHome at(Path path) {
        return new TestHome(path)
                .write("conf/dev.yaml", "spark: {spark.master: 'local[2]'}\n")
                .write("pipelines/parcels/params.yaml", "weigh: {grams: 500}\n")
                .dvc("""
                        stages:
                          stamp:
                            wdir: ../..
                            cmd: ./waybill job stamp --pipeline parcels
                            deps: [weights.json]
                            desc: Stamps what was weighed
                          weigh:
                            wdir: ../..
                            cmd: ./waybill job weigh --pipeline parcels
                            params: [pipelines/parcels/params.yaml: [weigh]]
                            outs: [weights.json: {cache: false}]
                        """);
    }

    public TestHome dvc(String text) {
        return write("pipelines/parcels/dvc.yaml", text);
    }

    public TestHome write(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return path.resolve("pipelines").resolve(PIPELINE);
    }
}
