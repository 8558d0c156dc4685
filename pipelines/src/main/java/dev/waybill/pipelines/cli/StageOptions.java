package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Selection;
import dev.waybill.pipelines.engine.Selection.Extent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which stages are meant. */
final class StageOptions {

    @Parameters(paramLabel = "STAGE", arity = "0..*", description = "Only these stages, and all that they need.")
    private final List<String> stages = new ArrayList<>();

    @ArgGroup
    @Nullable
    private ExtentOptions extent;

    private static final class ExtentOptions {

        @Option(
                names = {"-s", "--single"},
                description = "These stages alone, without what they need.")
        boolean single;

        @Option(names = "--downstream", description = "These stages and all that need them, without what they need.")
        boolean downstream;

        Extent chosen() {
            if (single) {
                return Extent.SINGLE;
            }
            return downstream ? Extent.DOWNSTREAM : Extent.UPSTREAM;
        }
    }

    Selection selection() {
        return new Selection(List.copyOf(stages), extent == null ? Extent.UPSTREAM : extent.chosen());
    }
}
