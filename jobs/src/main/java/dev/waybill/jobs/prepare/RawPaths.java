package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Checks;
import dev.waybill.common.conf.Source;
import dev.waybill.common.job.RawPath;
import java.util.ArrayList;
import java.util.List;

/** Where params say that raw rows lie, and the small tables beside them. */
final class RawPaths {

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
        return paths;
    }
}
