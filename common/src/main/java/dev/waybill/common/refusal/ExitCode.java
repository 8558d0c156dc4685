package dev.waybill.common.refusal;

/** How a run ended, for schedulers. The numbers are a promise: they never change. */
public enum ExitCode {
    /** All that was asked for is done; also when promotion was refused, drift found, or there was nothing to do. */
    DONE(0),
    /** A bug of Waybill or of a library: the only end that shows a stack trace. */
    BUG(1),
    /** A mistake of the user's or of the configuration. */
    MISTAKE(2),
    /** The data-quality gate refused the input. */
    DATA_REFUSED(3),
    /** Promotion was refused and {@code --require-promotion} was given. */
    PROMOTION_REFUSED(4),
    /** Drift was found and {@code --fail-on-drift} was given. */
    DRIFT_FOUND(5),
    /** A model that was trained again differs, or a prediction that was made again. */
    NOT_REPRODUCED(6),
    /** Another run holds the pipeline. */
    HELD(75);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
