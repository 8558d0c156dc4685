package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.jobs.experiment.DateBounds;
import dev.waybill.jobs.experiment.ExperimentEvidence;
import dev.waybill.jobs.experiment.ExperimentParams;
import dev.waybill.jobs.experiment.Experiments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Weighs what speaks for a challenger and what speaks against it. */
record Decider(Promote.Params params, JobContext context) {

    /** One that is champion already has to pass the gates all the same: what it was judged by may have changed. */
    Receipt decide(Contender challenger, Optional<Contender> champion) {
        Optional<Contender> rival = champion.filter(
                other -> other.version().version() != challenger.version().version());
        Optional<String> rolledBack = rival.flatMap(other -> Promotions.rollbackFrom(challenger, context))
                .map(change -> rolledBack(challenger, change));
        if (rolledBack.isPresent()) {
            return receipt(challenger, champion, Decision.refused, rolledBack.get(), Optional.empty(), Weighed.NOTHING);
        }
        context.progress()
                .doing("comparing %s with %s"
                        .formatted(challenger, rival.map(Object::toString).orElse("the naive predictions")));
        Weighed weighed = weigh(challenger, rival);
        boolean already = champion.isPresent() && rival.isEmpty();
        Decision decision = decision(weighed, already);
        return receipt(
                challenger,
                champion,
                decision,
                weighed.reason(already),
                already || weighed.isNo() ? Optional.empty() : weighed.rule(),
                weighed);
    }

    private static String rolledBack(Contender challenger, Promotions.Change change) {
        return "it was rolled back from on %s (%s); ./waybill models promote %d -p %s --reason \"..\" puts it back"
                .formatted(
                        change.decidedAt().toString().substring(0, 10),
                        change.reason(),
                        challenger.version().version(),
                        challenger.version().model());
    }

    /**
     * All that was found.
     *
     * @param refusals what speaks against the challenger, besides too little to tell
     * @param rule by which it passes, if nothing speaks against it
     * @param words why it does, or why that cannot be told
     */
    private record Weighed(
            Optional<ChallengerComparison> comparison,
            Optional<ExperimentEvidence> experiment,
            List<Gate> gates,
            List<String> refusals,
            Optional<Rule> rule,
            boolean isEnough,
            String words) {

        static final Weighed NOTHING =
                new Weighed(Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty(), true, "");

        boolean isNo() {
            return !refusals.isEmpty() || rule.isEmpty();
        }

        String reason(boolean already) {
            if (!isNo()) {
                return already
                        ? "It is the champion already, and passes every gate."
                        : "It passes every gate" + (words.isEmpty() ? "." : "; " + words + ".");
            }
            String no = Stream.concat(refusals.stream(), Stream.of(words).filter(said -> rule.isEmpty()))
                    .collect(Collectors.joining("; "));
            return already ? "it is and stays the champion, but " + no : no;
        }
    }

    private Decision decision(Weighed weighed, boolean already) {
        if (!weighed.refusals().isEmpty()) {
            return Decision.refused;
        } else if (weighed.rule().isEmpty()) {
            return weighed.isEnough() ? Decision.refused : Decision.inconclusive;
        } else if (already) {
            return Decision.unchanged;
        }
        return params.promote().mode() == Mode.dryRun ? Decision.would_promote : Decision.promoted;
    }

    private Weighed weigh(Contender challenger, Optional<Contender> rival) {
        ChallengerComparison comparison = ChallengerComparison.of(challenger, rival, params, context);
        List<Gate> gates = gates(comparison);
        Optional<Finding> finding = comparison
                .evidence()
                .map(evidence ->
                        Finding.of(evidence, params.promote(), known(comparison, challenger, rival.orElseThrow())));
        Optional<ExperimentEvidence> experiment = rival.flatMap(champion -> experiment(challenger, champion));
        List<String> refusals = Stream.of(
                        gates.stream().map(Gate::refusal).flatMap(Optional::stream),
                        finding.stream().flatMap(found -> found.refusals().stream()),
                        experiment.flatMap(ExperimentEvidence::refusal).stream())
                .flatMap(each -> each)
                .toList();
        return new Weighed(
                Optional.of(comparison),
                experiment,
                gates,
                refusals,
                comparison.against().or(() -> finding.flatMap(Finding::rule)),
                finding.map(Finding::isEnough).orElse(true),
                finding.map(Finding::words).orElse(withoutComparison(comparison, challenger, rival)));
    }

    /** Harm that was found in production keeps a challenger out; a win there takes the place of nothing here. */
    private Optional<ExperimentEvidence> experiment(Contender challenger, Contender champion) {
        return params.experiment()
                .filter(asked -> challenger.hasTargetOf(champion))
                .map(asked -> new ExperimentParams(params.task(), params.source(), params.evaluate(), asked))
                .flatMap(each -> Experiments.find(each, champion.version(), challenger.version(), upToDate(), context));
    }

    private DateBounds upToDate() {
        return new DateBounds(Optional.empty(), context.dateOf(params.source()));
    }

    private static String withoutComparison(
            ChallengerComparison comparison, Contender challenger, Optional<Contender> rival) {
        if (comparison.against().filter(Rule.unlabelled::equals).isPresent()) {
            return "there is no label, so that nobody can tell whether it is better than %s"
                    .formatted(ChallengerComparison.who(rival.orElseThrow()));
        }
        return comparison.against().filter(Rule.champion_not_asked::equals).isPresent()
                ? "%s could not be asked, since %s"
                        .formatted(
                                ChallengerComparison.who(rival.orElseThrow()),
                                whyNotAsked(challenger, rival.orElseThrow()))
                : "";
    }

    private static String whyNotAsked(Contender challenger, Contender champion) {
        return challenger.hasTargetOf(champion)
                ? "the features have changed and it has scored no labelled row of the test dates"
                : "it is a model of %s, the challenger one of %s"
                        .formatted(champion.model().target(), challenger.model().target());
    }

    private List<Gate> gates(ChallengerComparison comparison) {
        Map<String, Double> challenger = new LinkedHashMap<>(comparison.challenger());
        if (params.isJudgedByQuality()) {
            challenger.putAll(AcceptedQuality.of(context.tables()));
        }
        List<Gate> gates = new ArrayList<>();
        params.gates().forEach((metric, limits) -> gates.addAll(limits.gates(metric, challenger)));
        if (comparison.evidence().isEmpty() && !comparison.against().equals(Optional.of(Rule.same_predictions))) {
            comparison
                    .others()
                    .forEach((who, metrics) ->
                            gates.add(Gate.below(comparison.loss().name(), challenger, metrics, who)));
        }
        return gates;
    }

    private Finding.Case known(ChallengerComparison comparison, Contender challenger, Contender champion) {
        PredictionLoss loss = comparison.loss();
        Optional<Double> promised = Optional.ofNullable(
                        context.tracking().metrics(champion.version().runId()).get(loss.name()))
                .filter(metric -> params.promote().cost().isEven())
                .map(loss::mean);
        return new Finding.Case(
                ChallengerComparison.who(champion),
                Receipt.Comparison.measure(loss.loss(), params.promote().cost()),
                challenger.isFresherThan(champion),
                promised);
    }

    private Receipt receipt(
            Contender challenger,
            Optional<Contender> champion,
            Decision decision,
            String reason,
            Optional<Rule> rule,
            Weighed weighed) {
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        weighed.comparison().ifPresent(comparison -> {
            metrics.put(Aliases.CHALLENGER, comparison.challenger());
            metrics.putAll(comparison.others());
        });
        return new Receipt(
                challenger.version().model(),
                challenger.version().version(),
                champion.map(before -> before.version().version()),
                decision,
                reason,
                rule,
                params.promote().mode(),
                weighed.comparison().map(ChallengerComparison::rows).orElse(0L),
                weighed.gates(),
                weighed.comparison()
                        .flatMap(comparison -> comparison
                                .evidence()
                                .map(evidence -> Receipt.Comparison.of(
                                        evidence,
                                        comparison.loss().loss(),
                                        params.promote().cost()))),
                weighed.experiment(),
                metrics,
                Receipt.ModelFacts.of(challenger, champion),
                Optional.of(context.tables().version(FeatureTable.NAME)),
                Optional.empty(),
                context.workspace().runId(),
                context.clock().instant());
    }
}
