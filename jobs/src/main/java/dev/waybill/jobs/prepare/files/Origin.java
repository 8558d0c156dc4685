package dev.waybill.jobs.prepare.files;

import dev.waybill.common.section.Source;
import java.util.HashMap;
import java.util.Map;

/**
 * Where rows come from, as errors call it.
 *
 * @param place what of params names it: {@code source.path trips.csv}
 * @param options of the reader, whose secrets no error may show
 */
public record Origin(String place, String format, Map<String, String> options) {

    /** Of all inputs of a source. */
    public static Origin of(Source source) {
        String key = source.path().isPresent() ? "source.path" : source.inputs().isEmpty() ? "source" : "source.inputs";
        Map<String, String> options = new HashMap<>();
        source.parts()
                .forEach(part -> part.options().forEach((name, value) -> options.merge(name, value, String::concat)));
        return new Origin(key + " " + source.origin(), source.format(), options);
    }
}
