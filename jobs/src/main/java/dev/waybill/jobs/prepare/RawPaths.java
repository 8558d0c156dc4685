package dev.waybill.jobs.prepare;

import dev.waybill.common.job.RawPath;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.prepare.quality.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where params say that raw rows lie, and the small tables beside them, as far as these are files. */
final class RawPaths {

    /** Other sources may take a path for something else, such as the name of a table. */
    private static final Set<String> OF_FILES = Set.of("csv", "json", "parquet", "orc", "text", "avro", "delta");

    private RawPaths() {}

    static List<RawPath> of(Source source, Checks checks) {
        List<RawPath> paths = new ArrayList<>();
        List<Source> parts = source.parts();
        for (int i = 0; i < parts.size(); i++) {
            String key = source.inputs().isEmpty() ? "source.path" : "source.inputs[" + i + "].path";
            Source part = parts.get(i);
            part.path().ifPresent(path -> paths.add(new RawPath(key, path, part.format())));
        }
        source.lookups()
                .forEach((name, lookup) ->
                        paths.add(new RawPath("source.lookups." + name + ".path", lookup.path(), lookup.format())));
        checks.references()
                .forEach((name, reference) -> reference
                        .path()
                        .ifPresent(path -> paths.add(
                                new RawPath("checks.references." + name + ".path", path, reference.format()))));
        return paths.stream()
                .filter(path -> OF_FILES.contains(path.format().toLowerCase(Locale.ROOT)))
                .toList();
    }
}
