package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.dvc.RevisionValues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "diff",
        description = "Compares the metrics of a pipeline with those of a git revision.",
        footer = {
            "",
            "Example:",
            "  ./waybill metrics diff -p green-taxi",
            "  ./waybill metrics diff v1.0 -p green-taxi --md"
        })
final class MetricsDiffCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final RevisionComparison comparison = new RevisionComparison();

    MetricsDiffCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return comparison.run(invocation, "Metric", true, RevisionValues::metrics);
    }
}
