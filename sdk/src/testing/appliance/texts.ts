import type { Product } from '../../item.js';
import { escapeText } from './xml.js';

/** The language of an appliance's texts. */
export type Language = 'en' | 'fr';

/** The namespace of a product's reports. */
export const reportingNamespace: Readonly<Record<Product, string>> = Object.freeze({
  RS: 'http://www.bomgar.com/namespaces/API/reporting',
  PRA: 'http://www.beyondtrust.com/sra/namespaces/API/reporting',
});

const english = {
  // The word is Support on PRA as well.
  nothingMatched: 'No Support report information matching your chosen criteria is available.',
  noPresentation: 'No Presentation report information matching your chosen criteria is available.',
  noRecording: 'No recording information matching your chosen criteria is available.',
  invalidLsid: 'Invalid lsid.',
  notFound: 'Document Not Found',
  invalidReport: 'Invalid report type.',
  missingDates: 'A start or end date and a duration, or an lsid, must be specified.',
  invalidDate: 'Invalid date or duration.',
  loginFailed: 'Login failed',
  invalidAction: 'Invalid action.',
};

/** What an appliance can say. */
export type TextName = keyof typeof english;

const french: Readonly<Record<TextName, string>> = {
  nothingMatched: 'Aucune information de rapport d’assistance correspondant aux critères choisis n’est disponible.',
  noPresentation: 'Aucune information de rapport de présentation correspondant aux critères choisis n’est disponible.',
  noRecording: 'Aucun enregistrement correspondant aux critères choisis n’est disponible.',
  invalidLsid: 'lsid non valide.',
  notFound: 'Document introuvable',
  invalidReport: 'Type de rapport non valide.',
  missingDates: 'Une date de début ou de fin et une durée, ou un lsid, doivent être indiquées.',
  invalidDate: 'Date ou durée non valide.',
  loginFailed: 'Échec de la connexion',
  invalidAction: 'Action non valide.',
};

export function textOf(name: TextName, language: Language): string {
  return (language === 'fr' ? french : english)[name];
}

/** An `<error>` document, laid out as the real appliances do. */
export function errorXml(text: string, namespace: string, prefix = ''): string {
  const name = prefix === '' ? 'error' : `${prefix}:error`;
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n\n<${name} ${declaration}="${namespace}">${escapeText(text)}</${name}>\n`;
}
