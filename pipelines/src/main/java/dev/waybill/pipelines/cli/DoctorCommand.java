package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.engine.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description =
                "Checks the machine, every pipeline's files and raw data, the tables' folder and the tracking store.",
        footer = {"", "Example:", "  ./waybill doctor", "  ./waybill doctor --env prod"})
final class DoctorCommand implements Callable<Integer> {

    private record Diagnosis(List<Finding> checks) {}

    private final Invocation invocation;

    @Option(
            names = {"-p", "--pipeline"},
            paramLabel = "NAME",
            description = "Only this pipeline; all of them if not given.")
    @Nullable
    String pipeline;

    @Mixin
    private final EnvironmentOption environment = new EnvironmentOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Path home = invocation.home();
        List<Finding> findings = new ArrayList<>(MachineChecks.all(home));
        List<String> names = pipeline == null ? Params.names(home) : List.of(pipeline);
        names.forEach(name -> findings.addAll(pipeline(home, name)));
        show(findings);
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        return (failed ? ExitCode.MISTAKE : ExitCode.DONE).number();
    }

    /** The folders matter only for a pipeline that declares them well. */
    private List<Finding> pipeline(Path home, String name) {
        List<Finding> declared = Finding.all(name, () -> PipelineChecks.declared(invocation, load(home, name)));
        if (declared.get(0).level() == Finding.Level.FAIL) {
            return declared;
        }
        Pipeline loaded = load(home, name);
        List<Finding> findings = new ArrayList<>(declared);
        findings.addAll(Finding.all(name + " data", () -> PipelineChecks.data(loaded, pipeline != null)));
        findings.addAll(List.of(
                Finding.of(name + " tables", () -> PipelineChecks.warehouse(loaded)),
                Finding.of(
                        name + " models",
                        () -> PipelineChecks.tracking(
                                loaded, invocation.surroundings().clock()))));
        findings.addAll(Finding.all(
                name + " models",
                () -> ReproducibleVersions.all(loaded, invocation.surroundings().clock())));
        return findings;
    }

    private Pipeline load(Path home, String name) {
        return Pipeline.load(home, name, environment.name, List.of(), invocation::jobs);
    }

    private void show(List<Finding> findings) {
        if (common.json) {
            invocation.out().println(JsonFile.text(new Diagnosis(findings)));
            return;
        }
        for (Finding finding : findings) {
            invocation
                    .out()
                    .println("%-4s  %s: %s%s"
                            .formatted(
                                    finding.level(),
                                    finding.check(),
                                    finding.detail().strip().replaceAll("\\s*\\R\\s*", "; "),
                                    finding.remedy().isEmpty() ? "" : " -> " + finding.remedy()));
        }
    }
}
