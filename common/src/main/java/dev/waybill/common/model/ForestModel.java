package dev.waybill.common.model;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Anomaly;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * An isolation forest ready to say which rows are odd.
 *
 * @param inputs of a category, the code is the rarity: the negative logarithm of its share of training rows
 * @param usual by input, the median of training rows, or the code of the commonest category: it stands in for what is
 *     missing or not finite
 * @param spread by input, how far from that rows usually are: the median distance times 1.4826, which is the standard
 *     deviation of a normal distribution, or where that is 0, the standard deviation
 * @param threshold the score from which on a row is flagged
 * @param sha256 of the forest's file
 */
public record ForestModel(
        List<Input> inputs,
        List<Float> usual,
        List<Float> spread,
        IsolationForest forest,
        double threshold,
        Anomaly params,
        Provenance provenance,
        String sha256)
        implements SavedModel {

    /** The same with another threshold. */
    public ForestModel at(double other) {
        return new ForestModel(inputs, usual, spread, forest, other, params, provenance, sha256);
    }

    /** All that its scores and flags depend on. */
    private record Identity(
            String forest, String featureSetVersion, List<Input> inputs, List<Float> usual, double threshold) {}

    @Override
    public String id() {
        String text = JsonFile.line(new Identity(sha256, provenance.featureSetVersion(), inputs, usual, threshold));
        return DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<String> inputNames() {
        return inputs.stream().map(Input::name).toList();
    }

    @Override
    public Map<String, String> settings() {
        return new TreeMap<>(Map.of(
                "anomaly.contamination", String.valueOf(params.contamination()),
                "anomaly.trees", String.valueOf(params.trees()),
                "anomaly.sample", String.valueOf(params.sample()),
                "anomaly.rows", String.valueOf(params.rows()),
                "anomaly.seed", String.valueOf(params.seed()),
                "anomaly.threshold", String.valueOf(threshold)));
    }
}
