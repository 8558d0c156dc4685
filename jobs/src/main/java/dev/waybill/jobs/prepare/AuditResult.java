package dev.waybill.jobs.prepare;

import dev.waybill.jobs.prepare.quality.BatchProfile;
import dev.waybill.jobs.prepare.quality.Quality;
import java.util.List;
import java.util.Map;

/**
 * What an audit found of a batch.
 *
 * @param rawTypes of the raw columns, by name
 * @param profile of the clean rows; without columns where there are no rows
 * @param samples raw rows behind what is wrong
 */
record AuditResult(
        Batch batch, Quality quality, Map<String, String> rawTypes, BatchProfile profile, List<Sample> samples) {

    /**
     * Some raw rows.
     *
     * @param of what they are examples of: {@code unknown-zone}
     */
    record Sample(String of, List<String> rows) {}
}
