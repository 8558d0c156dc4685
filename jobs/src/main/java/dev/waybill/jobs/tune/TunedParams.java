package dev.waybill.jobs.tune;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The file that a search leaves: better values of params, for a person to take over. */
final class TunedParams {

    private static final String NAME = "params.tuned.yaml";

    private TunedParams() {}

    /** Writes pipelines/&lt;name&gt;/params.tuned.yaml; gives the difference to params.yaml, and what to do with it. */
    static List<String> write(Workspace workspace, String metric, Trial asTheyAre, Trial best, Split split) {
        String file = "pipelines/%s/%s".formatted(workspace.pipeline(), NAME);
        AtomicFile.write(workspace.folder().resolve(NAME), text(metric, asTheyAre, best, split));
        List<String> lines = new ArrayList<>(List.of("  model:"));
        changed(asTheyAre, best).forEach((name, value) -> {
            lines.add("-   %s: %s"
                    .formatted(
                            name,
                            Objects.requireNonNull(asTheyAre.values().get(name)).asText()));
            lines.add("+   %s: %s".formatted(name, value.asText()));
        });
        lines.add("To take it over, copy the values from %s into the section model of params.yaml. To try it first:"
                .formatted(file));
        lines.add("  ./waybill repro -p %s %s".formatted(workspace.pipeline(), settings(changed(asTheyAre, best))));
        return lines;
    }

    private static String text(String metric, Trial asTheyAre, Trial best, Split split) {
        String head = String.format(
                Locale.ROOT,
                "# Found by job tune: %s %.4g, where params.yaml has %.4g, on folds of %s.%n",
                metric,
                best.score(),
                asTheyAre.score(),
                split.dates(Part.train)
                        .map(dates -> "%s to %s"
                                .formatted(dates.first(), split.lastFitted().orElse(dates.last())))
                        .orElse("split.train and split.valid"));
        return head
                + best.values().entrySet().stream()
                        .map(param -> "  %s: %s\n"
                                .formatted(param.getKey(), param.getValue().asText()))
                        .collect(Collectors.joining("", "model:\n", ""));
    }

    private static Map<String, JsonNode> changed(Trial asTheyAre, Trial best) {
        Map<String, JsonNode> changed = new LinkedHashMap<>(best.values());
        changed.entrySet()
                .removeIf(param -> param.getValue().equals(asTheyAre.values().get(param.getKey())));
        return changed;
    }

    private static String settings(Map<String, JsonNode> values) {
        return values.entrySet().stream()
                .map(param -> "--set model.%s=%s"
                        .formatted(param.getKey(), param.getValue().asText()))
                .collect(Collectors.joining(" "));
    }
}
