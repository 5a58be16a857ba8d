import { hostname } from 'node:os';
import type { IncidentView, NotificationReport } from '@integration-client/core/application';
import type { NotificationSettings } from '@integration-client/core/configuration';
import type { Home } from '@integration-client/core/home';
import type { Incident } from '@integration-client/core/notify/incident';
import type { Mail, MailWriter } from '@integration-client/core/notify/mail-text';
import type { MailConnection, MailReceipt } from '@integration-client/core/notify/mailer';
import { resolveSecret } from '@integration-client/core/secrets/reference';
import type { Store } from '@integration-client/core/store/store';
import { ConfigError, type Disk, readCaFile } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import { HostTokens } from '../tokens.js';
import { SettingsEditor } from './settings.js';

/** Sends mail with the settings as they are. What sends it is loaded with the first mail. */
@injectable()
export class Notifications {
  constructor(
    @inject(HostTokens.Home) private readonly home: Home,
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Disk) private readonly disk: Disk,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
    @inject(SettingsEditor) private readonly settings: SettingsEditor,
  ) {}

  /** Who writes the mails. */
  get writer(): MailWriter {
    return { machine: hostname(), home: this.home.directory };
  }

  /** Settings with secrets masked, and what mail has to tell. */
  async report(): Promise<NotificationReport> {
    const { notifications } = await this.settings.masked();
    const [incidents, sent] = await Promise.all([this.store.incidents(), this.store.sentMails()]);
    return {
      ...(notifications === undefined ? {} : { settings: notifications }),
      incidents: incidents.map(viewOf),
      sent: sent.map((time) => new Date(time).toISOString()),
    };
  }

  /**
   * Sends a mail; known secrets are masked in it. Throws ConfigError `notifications-not-set`, what a reference or the CA
   * file throws, and what `sendMail` throws.
   */
  async send(mail: Mail, signal: AbortSignal): Promise<MailReceipt> {
    const { notifications } = await this.store.configuration.load();
    if (notifications === undefined) {
      throw new ConfigError('No mail server is set', {
        code: 'notifications-not-set',
        hint: 'ic notifications set --server mail.example.com --port 587 --tls starttls --from ic@example.com --to ops@example.com',
      });
    }
    const connection = await this.#connection(notifications);
    const { sendMail } = await import('@integration-client/core/notify/mailer');
    const { mask } = this.secrets;
    return sendMail(connection, { subject: mask(mail.subject), text: mask(mail.text) }, signal);
  }

  /** Sends a mail that says that mail works. */
  async sendTest(signal: AbortSignal): Promise<MailReceipt> {
    const { testMail } = await import('@integration-client/core/notify/mail-text');
    return this.send(testMail(this.writer), signal);
  }

  async #connection({ password, ...settings }: NotificationSettings): Promise<MailConnection> {
    const { caFile, username } = settings;
    if (username !== undefined && password === undefined) {
      throw new ConfigError(`The mail user ${username} has no password`, {
        code: 'mail-password-missing',
        hint: 'ic notifications set --password -, or without a login: ic notifications set --no-username',
      });
    }
    const [secret, ca] = await Promise.all([
      password === undefined ? undefined : resolveSecret(password),
      caFile === undefined ? undefined : readCaFile(caFile, 'caFile of notifications', this.disk),
    ]);
    this.secrets.add(secret);
    return {
      ...settings,
      ...(secret === undefined ? {} : { password: secret }),
      ...(ca === undefined ? {} : { ca }),
    };
  }
}

function viewOf({ schedule, site, destination, code, message, hint, ...incident }: Incident): IncidentView {
  const { since, last, occurrences, recovered, told } = incident;
  return {
    ...(schedule === undefined ? {} : { schedule }),
    ...(site === undefined ? {} : { site }),
    ...(destination === undefined ? {} : { destination }),
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    since: since.toISOString(),
    last: last.toISOString(),
    occurrences,
    ...(recovered === undefined ? {} : { recovered: recovered.toISOString() }),
    ...(told === undefined ? {} : { told: told.toISOString() }),
  };
}
