package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.dvc.Change;
import dev.waybill.pipelines.dvc.GitRevision;
import dev.waybill.pipelines.dvc.RevisionValues;
import dev.waybill.pipelines.dvc.WorkingTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code metrics} and {@code params} have in common: reading, comparing, printing. */
final class RevisionComparison {

    @Parameters(
            arity = "0..1",
            paramLabel = "REV",
            defaultValue = "HEAD",
            description = "A commit, a branch or a tag of git; HEAD if not given.")
    private String revision = "HEAD";

    @Mixin
    private final Shape shape = new Shape();

    /** Compares and prints. */
    int run(
            Invocation invocation,
            String title,
            boolean metrics,
            Function<RevisionValues, Map<Path, JsonNode>> values) {
        Path home = invocation.home();
        Path folder = Params.folder(home, shape.name.pipeline);
        Map<Path, JsonNode> now = values.apply(new RevisionValues(home, folder, new WorkingTree(home)));
        Map<Path, JsonNode> then = values.apply(new RevisionValues(home, folder, GitRevision.of(home, revision)));
        ComparedFiles compared =
                ComparedFiles.of(title, revision, Change.between(then, now), file -> shown(invocation, file));
        if (shape.common.json) {
            invocation.out().println(JsonFile.text(compared.json()));
        } else {
            ComparedFiles shown = metrics ? compared.numbers() : compared;
            shape.print(invocation, shown.table(metrics), compared.size() - shown.size());
        }
        return ExitCode.DONE.number();
    }

    /** A file as it is found from where the command was given. */
    static String shown(Invocation invocation, Path file) {
        Path directory = invocation.surroundings().directory().toAbsolutePath().normalize();
        Path start = directory.startsWith(invocation.home()) ? directory : invocation.home();
        return start.relativize(file).toString();
    }

    /** The options on how to print. */
    static final class Shape {

        @Option(names = "--md", description = "Print a table in Markdown.")
        private boolean markdown;

        @Mixin
        final PipelineName name = new PipelineName();

        @Mixin
        final CommonOptions common = new CommonOptions();

        /**
         * Prints a table, if it has rows.
         *
         * @param others how many values are no metrics, and not in it
         */
        void print(Invocation invocation, TextTable table, int others) {
            if (!table.isEmpty()) {
                List<String> lines = markdown ? table.markdown() : table.lines(invocation.terminal());
                lines.forEach(invocation.out()::println);
            }
            if (others > 0) {
                invocation
                        .out()
                        .println("Beside these, %d value%s no number, such as an id; --json prints all."
                                .formatted(others, others == 1 ? " is" : "s are"));
            }
        }
    }
}
