package dev.waybill.pipelines.engine;

import java.time.Duration;

/**
 * What a step did.
 *
 * @param result the job's own record
 * @param summary the result in one line
 */
public record Outcome(String step, Record result, String summary, Duration took) {}
