package dev.waybill.common.fit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskEndReason;

/**
 * Why XGBoost failed in a worker.
 *
 * @param what XGBoost said, in one line
 * @param ofOthers whether it was another worker, or the way to it, that was lost: trying again may help
 */
record WorkerFailure(String what, boolean ofOthers) {

    /** Time, file and line before a message: {@code [17:05:31] /workspace/src/objective/adaptive.h:92: }. */
    private static final Pattern PLACE = Pattern.compile("^.*?\\[[0-9:]+] (\\S+:\\d+): *", Pattern.DOTALL);

    private static final int LONGEST = 200;

    /** Empty where a task ended well, or for a reason that is not XGBoost's. */
    static Optional<WorkerFailure> of(TaskEndReason reason) {
        return reason instanceof ExceptionFailure failure && failure.className().equals(XGBoostError.class.getName())
                ? Optional.of(of(failure.description()))
                : Optional.empty();
    }

    static WorkerFailure of(String message) {
        Matcher place = PLACE.matcher(message);
        boolean found = place.lookingAt();
        String text = (found ? message.substring(place.end()) : message).strip();
        String line = text.lines().findFirst().orElse("it did not say why").strip();
        return new WorkerFailure(
                line.length() > LONGEST ? line.substring(0, LONGEST) + " .." : line,
                found && place.group(1).contains("/collective/"));
    }
}
