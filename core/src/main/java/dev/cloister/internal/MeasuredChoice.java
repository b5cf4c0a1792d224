package dev.cloister.internal;

import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import dev.cloister.internal.advice.DecisionTree;
import dev.cloister.internal.advice.RiskScan;
import dev.cloister.internal.pool.AutoChooser;
import java.util.List;

/** An automatic pool decides as the advisor does. */
record MeasuredChoice() implements AutoChooser {
    @Override
    public Advice choose(WorkProfile profile, AdviceOptions options) {
        return DecisionTree.decide(profile, options);
    }

    @Override
    public List<Risk> risks(Object function) {
        return RiskScan.of(function);
    }
}
