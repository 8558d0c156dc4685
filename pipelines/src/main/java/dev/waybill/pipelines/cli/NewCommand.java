package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.section.Task;
import dev.waybill.pipelines.engine.NewPipeline;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "new",
        description = "Writes the two files of a new pipeline, explained, with places for your columns.",
        footer = {"", "Example:", "  ./waybill new shop", "  ./waybill new returns --task binary"})
final class NewCommand implements Callable<Integer> {

    private record Written(String pipeline, List<String> files) {}

    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The pipeline's name, such as green-taxi.")
    private String name = "";

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "What is predicted: regression, a number (the default); binary, yes or no; or multiclass, one of several.")
    private Task task = Task.regression;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    NewCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        new NewPipeline(invocation.home(), name, task).write(invocation.jobs());
        String folder = "pipelines/" + name;
        if (common.json) {
            Written written = new Written(name, List.of(folder + "/params.yaml", folder + "/dvc.yaml"));
            invocation.out().println(JsonFile.text(written));
        } else {
            next(folder).forEach(invocation.out()::println);
        }
        return ExitCode.DONE.number();
    }

    private List<String> next(String folder) {
        return List.of(
                "Wrote %s/params.yaml and %s/dvc.yaml. Next:".formatted(folder, folder),
                "  1. Make the folder data/%s and put your rows into it, or name their place in both files."
                        .formatted(name),
                "  2. Name their columns, the label and the features in %s/params.yaml.".formatted(folder),
                "  3. ./waybill doctor -p %s              what does not fit yet".formatted(name),
                "  4. ./waybill repro -p %s --dry-run     what would run".formatted(name),
                "  5. ./waybill repro -p %s               runs it".formatted(name));
    }
}
