package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.pipelines.engine.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Shows where a registered version came from and how good it is.",
        footer = {"", "Example:", "  ./waybill models show champion -p green-taxi"})
final class ModelsShowCommand implements Callable<Integer> {

    private static final int FEATURES_SHOWN = 8;

    private final Invocation invocation;

    @Parameters(paramLabel = "VERSION", description = "The number of the version, or an alias such as champion.")
    private String version = "";

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ModelsShowCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        VersionFacts facts =
                invocation.tracking(pipeline, tracking -> VersionFacts.of(version, pipeline.name(), tracking));
        if (common.json) {
            invocation.out().println(JsonFile.text(facts));
        } else {
            lines(facts).forEach(invocation.out()::println);
        }
        return ExitCode.DONE.number();
    }

    private static List<String> lines(VersionFacts facts) {
        List<String> lines = new ArrayList<>();
        lines.add(facts.name() + (facts.aliases().isEmpty() ? "" : " (" + String.join(", ", facts.aliases()) + ")"));
        line(
                lines,
                "trained",
                HtmlPage.minute(facts.trainedAt()) + " by run " + facts.invocation()
                        + (facts.gitCommit().isEmpty() ? "" : ", git commit " + facts.gitCommit()));
        line(lines, "registered", HtmlPage.minute(facts.registeredAt()) + " from tracking run " + facts.run());
        line(lines, "on", "%s, feature set %s".formatted(facts.features(), facts.featureSetVersion()));
        line(lines, "split", texts(facts.split()));
        line(lines, "params", texts(facts.params()));
        line(lines, "metrics", numbers(facts.metrics()));
        line(lines, "gain by", largest(facts.importance()));
        line(lines, "id", facts.modelId());
        line(lines, "booster", "SHA-256 " + facts.modelSha256());
        line(lines, "made with", texts(facts.versions()));
        return lines;
    }

    private static void line(List<String> lines, String what, String text) {
        lines.add("  %-12s%s".formatted(what, text));
    }

    private static String texts(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + " " + value.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String numbers(Map<String, Double> values) {
        return ModelMetrics.ofQuality(values).entrySet().stream()
                .map(value -> String.format(Locale.ROOT, "%s %.4g", value.getKey(), value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String largest(Map<String, Double> shares) {
        String shown = shares.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(FEATURES_SHOWN)
                .map(share -> String.format(Locale.ROOT, "%s %.0f%%", share.getKey(), 100 * share.getValue()))
                .collect(Collectors.joining(", "));
        int others = shares.size() - FEATURES_SHOWN;
        return others > 0 ? "%s, %d others".formatted(shown, others) : shown;
    }
}
