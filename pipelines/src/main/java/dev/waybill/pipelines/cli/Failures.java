package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.refusal.Refusal;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * How an invocation ends that could not do what it was asked: one line on the error stream for what a reader can correct, a
 * stack trace for a bug; with {@code --json} also an object on the output.
 */
final class Failures {

    private record Failure(ErrorBody error) {}

    private record ErrorBody(String code, String message, String remedy) {}

    private final Surroundings surroundings;
    private final Optional<RunLog> log;
    private final boolean json;
    private final Interruption interruption;

    /** @param log where it was started already: before, nothing runs that could log */
    Failures(Surroundings surroundings, Optional<RunLog> log, boolean json, Interruption interruption) {
        this.surroundings = surroundings;
        this.log = log;
        this.json = json;
        this.interruption = interruption;
    }

    /** When the JVM was told to end, Spark stops and commands are ended: what fails then says nothing of its own. */
    ExitCode report(Throwable failure) {
        if (isEnding()) {
            log.ifPresent(file -> file.error("Failed while ending", failure));
            return interrupted();
        }
        Optional<Refusal> refusal = refusal(failure).or(() -> denied(failure));
        return refusal.isPresent() ? refused(refusal.get()) : bug(failure);
    }

    /** Says, once, that the process ends before its time. */
    ExitCode interrupted() {
        interruption.tell().ifPresent(this::refused);
        return ExitCode.MISTAKE;
    }

    private ExitCode refused(Refusal refusal) {
        log.ifPresent(file -> file.error(refusal.problem(), refusal));
        Optional<RunLog> more = refusal.getCause() == null ? Optional.empty() : log.filter(RunLog::isKept);
        PrintStream err = surroundings.err();
        err.println(refusal.getMessage()
                + more.map(file -> " More in " + file.shown() + ".").orElse(""));
        print(new ErrorBody(refusal.code(), refusal.problem(), refusal.remedy()));
        return refusal.exitCode();
    }

    private ExitCode bug(Throwable failure) {
        log.ifPresent(file -> file.error("Ended by a bug", failure));
        String remedy = "This is a bug of Waybill or of a library."
                + log.filter(RunLog::isKept)
                        .map(file -> " The log is " + file.shown() + ".")
                        .orElse("");
        surroundings.err().print(Redaction.of(ExceptionUtils.getStackTrace(failure)));
        surroundings.err().println(remedy);
        print(new ErrorBody("bug", Redaction.of(String.valueOf(failure)), remedy));
        return ExitCode.BUG;
    }

    private void print(ErrorBody body) {
        if (json) {
            surroundings.out().println(JsonFile.text(new Failure(body)));
        }
    }

    private static boolean isEnding() {
        Thread nothing = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(nothing);
            Runtime.getRuntime().removeShutdownHook(nothing);
            return false;
        } catch (IllegalStateException e) { // the JVM is ending
            return true;
        }
    }

    /** What the machine or the network denies is no bug of a program. */
    private static Optional<Refusal> denied(Throwable failure) {
        return Denial.in(failure)
                .map(what -> Refusal.mistake(
                        "environment.unreachable",
                        "Cannot reach a file or a server: " + what + ".",
                        "Correct its address, its rights or the machine; ./waybill doctor looks at them.",
                        failure));
    }

    /** A refusal counts even where a library wrapped it, as Spark does with what its tasks throw. */
    private static Optional<Refusal> refusal(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof Refusal refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
