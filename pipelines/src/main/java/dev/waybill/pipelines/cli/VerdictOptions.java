package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Verdict;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.engine.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which noes of jobs a run is to end with; without these options a no is a result like any other. */
final class VerdictOptions {

    @Option(names = "--require-promotion", description = "End with code 4 if promotion was refused.")
    boolean requirePromotion;

    @Option(names = "--fail-on-drift", description = "End with code 5 if drift was found.")
    boolean failOnDrift;

    /** The same options, to be given to another command. */
    Stream<String> words() {
        return Stream.of(
                        Optional.of("--require-promotion").filter(any -> requirePromotion),
                        Optional.of("--fail-on-drift").filter(any -> failOnDrift))
                .flatMap(Optional::stream);
    }

    /** The first no that was asked about. */
    ExitCode end(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(Outcome::result)
                .filter(Verdict.class::isInstance)
                .map(result -> ((Verdict) result).verdict())
                .flatMap(Optional::stream)
                .filter(this::isMinded)
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    private boolean isMinded(ExitCode code) {
        return (requirePromotion && code == ExitCode.PROMOTION_REFUSED)
                || (failOnDrift && code == ExitCode.DRIFT_FOUND);
    }
}
