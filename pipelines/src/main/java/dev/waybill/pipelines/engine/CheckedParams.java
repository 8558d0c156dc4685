package dev.waybill.pipelines.engine;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.params.Params;
import dev.waybill.pipelines.dvc.Hashes;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which params of a pipeline were found to be right the last time, by their hash. A key that nobody knows changes no stage,
 * so that a run with nothing to do would not see it; and to check params loads every job, which takes longer than all else
 * that such a run does. This file only saves that time.
 */
record CheckedParams(Path file) {

    static CheckedParams of(Pipeline pipeline) {
        return new CheckedParams(pipeline.home()
                .resolve("data")
                .resolve("cache")
                .resolve("checked")
                .resolve(pipeline.name() + ".txt"));
    }

    boolean holds(Params params) {
        try {
            return Files.isRegularFile(file) && AtomicFile.read(file).equals(hash(params));
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    void keep(Params params) {
        try {
            AtomicFile.write(file, hash(params));
        } catch (UncheckedIOException e) {
            return; // checked once more the next time
        }
    }

    private static String hash(Params params) {
        return Hashes.md5(params.text());
    }
}
