package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.LabelRange;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.section.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * All that what a model says depends on, and nothing else: when, where and by whom it was trained makes no other model of
 * it.
 *
 * @param booster the SHA-256 of its bytes
 * @param scale likewise, of the booster of its errors
 * @param featureSetVersion since the same trees on features that are defined otherwise say something else
 */
record ModelIdentity(
        String booster,
        Optional<String> scale,
        String label,
        Task task,
        String featureSetVersion,
        List<Input> inputs,
        Optional<Intervals> intervals,
        Optional<Widths> widths,
        Optional<LabelRange> range,
        Optional<OodProfile> profile,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<Limit>> within,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Probabilities> probabilities,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Classes> classes) {

    private static final Probabilities PLAIN = effective(Probabilities.PLAIN);

    /** What trees say by themselves makes no other model of one from before probabilities were calibrated. */
    static ModelIdentity of(TrainedModel model) {
        Optional<Calibration> calibration = model.calibration();
        return new ModelIdentity(
                model.sha256(),
                calibration.map(Calibration::scale).map(TrainedModel::sha256),
                model.label(),
                model.provenance().task(),
                model.provenance().featureSetVersion(),
                model.inputs(),
                calibration.map(Calibration::intervals),
                calibration.map(Calibration::widths),
                calibration.map(Calibration::range),
                calibration.map(Calibration::profile),
                model.within(),
                model.probabilities().map(ModelIdentity::effective).filter(found -> !found.equals(PLAIN)),
                model.classes());
    }

    /** Why a threshold is what it is decides nothing. */
    private static Probabilities effective(Probabilities found) {
        return new Probabilities(
                found.calibration(), new DecisionThreshold(found.decision().threshold(), ""), found.profile());
    }

    /** Of the text that is the same on every machine. */
    String sha256() {
        String text = JsonFile.JSON.valueToTree(this).toString();
        return DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
