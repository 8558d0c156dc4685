package dev.waybill.serving.predict;

import dev.waybill.common.row.FeatureProgram;
import dev.waybill.common.row.LookupTable;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * What a pipeline's rows are and what is told of them, apart from any model.
 *
 * @param raw the type of rows as the source has them
 * @param clean the type of the table of clean rows
 * @param lookups the tables of {@link Source#lookups}
 * @param featureSetVersion the name of the definitions
 * @param top as many features are named in explanations
 * @param minFeatureCoverage below which a row is sparse: see params {@code score}
 * @param experiment that is on
 */
public record Definition(
        Source source,
        Features features,
        StructType raw,
        StructType clean,
        List<LookupTable> lookups,
        String featureSetVersion,
        int top,
        double minFeatureCoverage,
        Optional<Experiment> experiment) {

    /** Compiled for one thread. */
    FeatureProgram program() {
        return new FeatureProgram(source, features, raw, lookups, experiment.map(each -> each.unit(source)));
    }
}
