package io.github.accountlock.cockpit;

import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import org.camunda.bpm.engine.ProcessEngine;

/** Which requests a viewer may make: what he may not, he is not offered. */
record MayAsk(boolean lock, boolean unlock) {

    static MayAsk of(Viewer viewer, ProcessEngine engine) {
        return new MayAsk(
                viewer.mayAsk(engine, AccountLockProcess.KEY), viewer.mayAsk(engine, AccountUnlockProcess.KEY));
    }
}
