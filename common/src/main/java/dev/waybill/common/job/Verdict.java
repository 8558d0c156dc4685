package dev.waybill.common.job;

import dev.waybill.common.refusal.ExitCode;
import java.util.Optional;

/** A job's result that says yes or no: a run may be asked to end with the exit code of a no. */
public interface Verdict {

    /** What a run ends with, if it was asked to mind this: {@link ExitCode#PROMOTION_REFUSED}; empty for a yes. */
    Optional<ExitCode> verdict();
}
