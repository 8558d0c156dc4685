package dev.waybill.common.model.shap;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * What XGBoost writes of a model, as far as it matters here
 * (<a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">Introduction to Model IO</a>, its JSON
 * schema).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record NativeModel(Learner learner) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Learner(GradientBooster gradientBooster, LearnerModelParam learnerModelParam, Objective objective) {}

    /** @param baseScore a number, or a list of them in brackets, one by output */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record LearnerModelParam(String baseScore, int numFeature, int numClass, int numTarget) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Objective(String name) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record GradientBooster(String name, Trees model) {}

    /** @param treeInfo by tree, the output that it adds to */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SuppressWarnings("ArrayRecordComponent")
    record Trees(int[] treeInfo, List<NativeTree> trees) {}

    /**
     * @param categoriesNodes the nodes of categorical splits; their sets stand one after the other in {@code categories},
     *     from {@code categoriesSegments} on, {@code categoriesSizes} each
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SuppressWarnings("ArrayRecordComponent")
    record NativeTree(
            int[] leftChildren,
            int[] rightChildren,
            int[] splitIndices,
            float[] splitConditions,
            boolean[] defaultLeft,
            float[] sumHessian,
            int[] categories,
            int[] categoriesNodes,
            int[] categoriesSegments,
            int[] categoriesSizes,
            @JsonProperty("tree_param") TreeParam param) {

        Tree tree(int output) {
            int[][] sets = new int[leftChildren.length][0];
            for (int i = 0; i < categoriesNodes.length; i++) {
                int from = categoriesSegments[i];
                sets[categoriesNodes[i]] = Arrays.copyOfRange(categories, from, from + categoriesSizes[i]);
            }
            return new Tree(
                    output, leftChildren, rightChildren, splitIndices, splitConditions, defaultLeft, sumHessian, sets);
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record TreeParam(int sizeLeafVector) {}

    static Ensemble read(Booster booster) {
        try {
            return JSON.readValue(booster.toByteArray("json"), NativeModel.class)
                    .ensemble();
        } catch (XGBoostError | IOException e) {
            throw new IllegalStateException("Cannot read the trees of a booster", e);
        }
    }

    private Ensemble ensemble() {
        requireSumOfTrees();
        LearnerModelParam param = learner.learnerModelParam();
        Trees model = learner.gradientBooster().model();
        List<Tree> trees = IntStream.range(0, model.trees().size())
                .mapToObj(i -> model.trees().get(i).tree(model.treeInfo()[i]))
                .toList();
        Link link = Link.of(learner.objective().name());
        return new Ensemble(param.numFeature(), link, baseMargins(param, link), trees);
    }

    private static double[] baseMargins(LearnerModelParam param, Link link) {
        double[] scores = Arrays.stream(
                        param.baseScore().replaceAll("[\\[\\]]", "").split(","))
                .mapToDouble(score -> link.margin(Double.parseDouble(score)))
                .toArray();
        int outputs = Math.max(1, Math.max(param.numClass(), param.numTarget()));
        return scores.length == outputs
                ? scores
                : IntStream.range(0, outputs).mapToDouble(i -> scores[0]).toArray();
    }

    private void requireSumOfTrees() {
        GradientBooster booster = learner.gradientBooster();
        if (!booster.name().equals("gbtree")) {
            throw Refusal.mistake(
                    "model.booster-not-explained",
                    "Cannot explain a model of booster '%s': only sums of trees (gbtree) are."
                            .formatted(booster.name()),
                    "Train with booster gbtree.");
        }
        if (booster.model().trees().stream().anyMatch(tree -> tree.param().sizeLeafVector() > 1)) {
            throw Refusal.mistake(
                    "model.vector-leaves-not-explained",
                    "Cannot explain a model whose leaves hold several outputs each.",
                    "Train with multi_strategy one_output_per_tree.");
        }
    }
}
