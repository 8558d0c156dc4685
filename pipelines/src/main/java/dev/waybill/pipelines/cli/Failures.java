package dev.waybill.pipelines.cli;

import dev.waybill.common.job.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/**
 * How an invocation ends that could not do what it was asked: one line on the error stream for what a reader can mend, a
 * stack trace for a bug; with {@code --json} also an object on the output.
 */
final class Failures {

    private record Failure(ErrorBody error) {}

    private record ErrorBody(String code, String message, String mend) {}

    private final Surroundings surroundings;
    private final Optional<RunLog> log;
    private final boolean json;

    /** @param log where it was started already: before, nothing runs that could log */
    Failures(Surroundings surroundings, Optional<RunLog> log, boolean json) {
        this.surroundings = surroundings;
        this.log = log;
        this.json = json;
    }

    ExitCode report(Throwable failure) {
        Optional<Refusal> refusal =
                interrupted(failure).or(() -> refusal(failure)).or(() -> unreachable(failure));
        return refusal.isPresent() ? refused(refusal.get()) : bug(failure);
    }

    private ExitCode refused(Refusal refusal) {
        Optional<RunLog> more = refusal.getCause() == null ? Optional.empty() : log;
        log.ifPresent(file -> file.error(refusal.problem(), refusal));
        PrintStream err = surroundings.err();
        err.println(refusal.getMessage()
                + more.map(file -> " More in " + file.shown() + ".").orElse(""));
        print(new ErrorBody(refusal.code(), refusal.problem(), refusal.mend()));
        return refusal.exitCode();
    }

    private ExitCode bug(Throwable failure) {
        log.ifPresent(file -> file.error("Ended by a bug", failure));
        String mend = "This is a bug of Waybill or of a library."
                + log.map(file -> " The log is " + file.shown() + ".").orElse("");
        failure.printStackTrace(surroundings.err());
        surroundings.err().println(mend);
        print(new ErrorBody("bug", String.valueOf(failure), mend));
        return ExitCode.BUG;
    }

    private void print(ErrorBody body) {
        if (json) {
            surroundings.out().println(JsonFile.text(new Failure(body)));
        }
    }

    /** When the JVM was told to end, Spark stops and commands are ended: what fails then says nothing of its own. */
    private static Optional<Refusal> interrupted(Throwable failure) {
        Thread nothing = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(nothing);
            Runtime.getRuntime().removeShutdownHook(nothing);
            return Optional.empty();
        } catch (IllegalStateException e) { // the JVM is ending
            return Optional.of(Refusal.mistake(
                    "run.interrupted",
                    "Interrupted: this process was told to end before it was done.",
                    "Run it again; what was finished stays.",
                    failure));
        }
    }

    /** What the machine or the network denies is no bug of a program. */
    private static Optional<Refusal> unreachable(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (isDenied(at)) {
                return Optional.of(Refusal.mistake(
                        "environment.unreachable",
                        "Cannot reach a file or a server: " + at.getClass().getSimpleName() + ": " + at.getMessage()
                                + ".",
                        "Correct its address, its rights or the machine; ./waybill doctor looks at them.",
                        failure));
            }
        }
        return Optional.empty();
    }

    private static boolean isDenied(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof AccessDeniedException
                || failure instanceof AccessControlException
                || failure instanceof SocketException // such as a connection refused
                || failure instanceof UnknownHostException
                || failure instanceof UnsupportedFileSystemException
                || (failure instanceof ClassNotFoundException && message.contains("FileSystem"))
                || (failure instanceof IOException && message.contains("No space left on device"));
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
