package dev.waybill.common.refusal;

import org.jspecify.annotations.Nullable;

/**
 * A run that cannot go on for a reason that its reader can correct: shown as one line, never with a stack trace.
 *
 * <p>The message says what is wrong and why, the remedy what to do: {@code Cannot read trips.csv: no such file. Correct
 * source.path.} The code is stable, for machines: {@code params.unknown-key}. User and password of an address are left out
 * of all of them.
 */
public final class Refusal extends RuntimeException {

    private final ExitCode exitCode;
    private final String code;
    private final String problem;
    private final String remedy;

    private Refusal(ExitCode exitCode, String code, String problem, String remedy, @Nullable Throwable cause) {
        super(Redaction.of(problem + " " + remedy), cause);
        this.exitCode = exitCode;
        this.code = code;
        this.problem = Redaction.of(problem);
        this.remedy = Redaction.of(remedy);
    }

    /** A mistake of the user's or of the configuration. */
    public static Refusal mistake(String code, String problem, String remedy) {
        return new Refusal(ExitCode.MISTAKE, code, problem, remedy, null);
    }

    /** As {@link #mistake(String, String, String)}, keeping for the log what a library said. */
    public static Refusal mistake(String code, String problem, String remedy, Throwable cause) {
        return new Refusal(ExitCode.MISTAKE, code, problem, remedy, cause);
    }

    /** Nothing is wrong, but there is nothing to do yet; what comes after waits too. */
    public static Refusal nothingToDo(String code, String problem, String remedy) {
        return new Refusal(ExitCode.DONE, code, problem, remedy, null);
    }

    /** Whether this came of {@link #nothingToDo}, which is no failure. */
    public boolean isNothingToDo() {
        return exitCode == ExitCode.DONE;
    }

    /** Data that must not get through. */
    public static Refusal data(String code, String problem, String remedy) {
        return new Refusal(ExitCode.DATA_REFUSED, code, problem, remedy, null);
    }

    /** As {@link #data(String, String, String)}, keeping for the log what a library said. */
    public static Refusal data(String code, String problem, String remedy, Throwable cause) {
        return new Refusal(ExitCode.DATA_REFUSED, code, problem, remedy, cause);
    }

    /** Something that another run holds: the same command may do later. */
    public static Refusal held(String code, String problem, String remedy) {
        return new Refusal(ExitCode.HELD, code, problem, remedy, null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** Stable, for machines: {@code area.kind}. */
    public String code() {
        return code;
    }

    /** What is wrong, and why. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
