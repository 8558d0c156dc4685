package dev.waybill.serving.predict;

import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.section.Variant;
import org.jspecify.annotations.Nullable;

/**
 * A row of a request, of which all is known that predictions come from, for any model of the same features.
 *
 * @param place in the request, from 0
 * @param variant of an experiment; null where it takes no part in one
 */
record RequestRow(
        int place, Asked asked, History history, @Nullable Variant variant) {}
