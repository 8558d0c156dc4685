package dev.waybill.pipelines.engine;

import dev.waybill.pipelines.dvc.ParamValues;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What of a stage runs here and not with DVC, and what to write so that both agree. */
final class DvcRemarks {

    private DvcRemarks() {}

    static List<String> of(Stage stage, ParamValues values) {
        Stream<String> cached = stage.outs().stream().filter(Out::cache).map(out -> cached(stage, out));
        Stream<String> missing = stage.params().stream().flatMap(file -> missing(stage, file, values).stream());
        return Stream.concat(cached, missing).toList();
    }

    /** No copy of an output is made here, so that DVC, which looks for one, would run the stage again. */
    private static String cached(Stage stage, Out out) {
        return "For DVC, %s of stage '%s' (%s) is not in its cache, where nothing is put here: write '%s: {cache: false}'."
                .formatted(out.written(), stage.name(), stage.place(), out.written());
    }

    private static List<String> missing(Stage stage, ParamsFile file, ParamValues values) {
        return file.keys().stream()
                .filter(key -> !values.present(file).containsKey(key))
                .map(key ->
                        "DVC refuses stage '%s' (%s), since %s has no '%s': take it from the stage's params, or write the section."
                                .formatted(stage.name(), stage.place(), file.written(), key))
                .toList();
    }

    /**
     * Sections that a stage's job reads, but of which a change would not run it.
     *
     * @param read sections that are in the file
     */
    static List<String> unnamed(Stage stage, List<String> read, Path file) {
        List<ParamsFile> named = stage.params().stream()
                .filter(params -> params.path().equals(file))
                .toList();
        if (named.stream().anyMatch(params -> params.keys().isEmpty())) {
            return List.of();
        }
        return read.stream()
                .filter(section -> named.stream()
                        .flatMap(params -> params.keys().stream())
                        .noneMatch(key -> key.equals(section) || key.startsWith(section + ".")))
                .map(section ->
                        "Stage '%s' (%s) does not run again when '%s' changes, which its job reads: name it in the stage's params."
                                .formatted(stage.name(), stage.place(), section))
                .toList();
    }

    /** Sections that a stage names and its job does not read: a change of them runs it for nothing. */
    static List<String> needless(Stage stage, List<String> read, Path file) {
        return stage.params().stream()
                .filter(params -> params.path().equals(file))
                .flatMap(params -> params.keys().stream())
                .filter(key -> !read.contains(key.split("\\.", -1)[0]))
                .map(key ->
                        "Stage '%s' (%s) runs again when '%s' changes, which its job does not read: take it from the stage's params."
                                .formatted(stage.name(), stage.place(), key))
                .toList();
    }
}
