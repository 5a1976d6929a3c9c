import { courierSettings, startCourier } from '../courier/start-courier.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';

process.exit(
  await runProcess('courier', ({ log }) =>
    startCourier(readSettings(courierSettings, process.env), log),
  ),
);
