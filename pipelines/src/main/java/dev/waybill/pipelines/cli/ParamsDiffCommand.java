package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.dvc.RevisionValues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "diff",
        description = "Compares the params that stages depend on with those of a git revision.",
        footer = {
            "",
            "Example:",
            "  ./waybill params diff -p green-taxi",
            "  ./waybill params diff HEAD~1 -p green-taxi --json"
        })
final class ParamsDiffCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final RevisionComparison comparison = new RevisionComparison();

    ParamsDiffCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return comparison.run(invocation, "Param", false, RevisionValues::params);
    }
}
