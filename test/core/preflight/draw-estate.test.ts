import { XMLParser } from 'fast-xml-parser';
import { drawAsSvg, drawAsText } from '../../../shared/core/preflight/draw-estate';
import { judgeEstate } from '../../../shared/core/preflight/judge';
import { type EstatePicture, showRows } from '../../../shared/core/preflight/picture';
import { type Reading, questionKey } from '../../../shared/core/preflight/question';
import { storagePicture } from '../../../shared/core/preflight/storage-picture';
import { topologyPicture } from '../../../shared/core/preflight/topology-picture';
import { change, changePeering } from '../../../tools/emulator/estates/estate';
import { CONNECTION, ISOLATED, MAIN } from '../../../tools/emulator/estates/places';
import {
  type Case,
  NOW,
  byReplay,
  hybrid,
  isolated,
  isolatedCloud,
  sharedCloud,
  throughMachine,
} from '../../../tools/estates/cases';
import { readingsOf } from './judged';

function draw(subject: Case, lost: readonly (readonly [string, Reading])[] = []): EstatePicture {
  const readings = new Map([...readingsOf(subject), ...lost]);
  const picture = topologyPicture(subject.plan, readings, judgeEstate(subject.plan, readings).findings);
  if (picture === undefined) throw new Error('there is no picture');
  return picture;
}

const textOf = (picture: EstatePicture) => drawAsText(picture).map(({ text }) => text);

describe('as text', () => {
  test('shows the source outside Azure, the one network, and its parts', () => {
    expect(textOf(draw(hybrid()))).toEqual([
      'Topology TOP-1: hybrid',
      'as in S1 SQL Managed Instance configured for hybrid workloads, hybrid-workloads.png',
      '  Network of the source, outside Azure',
      '    └─ ✓ source SQL Server and backup share',
      '    │ ✓ ExpressRoute or VPN (NET-03)',
      '    ▼',
      '  Virtual network vnet-main',
      '    ├─ ✓ migration service, subnet dms (NET-01, 06)',
      '    ├─ ✓ ports that security groups allow (NSG-01…05, 07, 08)',
      '    └─ ✓ instance shop-mi, subnet instances (NET-02, RES-10)',
    ]);
  });

  test('does not tick what nothing is demanded of', () => {
    const subject = byReplay('2a');
    const readings = readingsOf(subject);
    const picture = storagePicture(subject.plan, readings, judgeEstate(subject.plan, readings).findings);
    expect(picture && textOf(picture)).toContain('    ├─ – not demanded: tier and region');
  });

  test('shows the state of an integration runtime, which is demanded', () => {
    const subject = throughMachine();
    const id = subject.plan.notes.migrationServiceId ?? '';
    const runtime = () => textOf(draw(subject)).find((line) => line.includes('integration runtime, subnet'));
    expect(runtime()).toMatch(/· FOR YOU integration runtime, subnet \w+ \(SHIR-0/);
    change(subject.estate, 'migrationService', id, (one) => ({ ...one, runtimeState: 'Offline' }));
    expect(runtime()).toMatch(
      /✗ WRONG integration runtime, subnet \w+ \(SHIR-03\): the integration runtime is Offline/,
    );
  });

  test('names what is missing, and the row that says so', () => {
    const subject = isolated();
    change(subject.estate, 'virtualNetwork', ISOLATED, (one) => ({ ...one, peerings: [] }));
    changePeering(subject.estate, MAIN, { state: 'Disconnected' });
    expect(textOf(draw(subject))).toContain(
      "    │ ✗ WRONG peering, both sides (NET-04): network 'vnet-instance' has no peering to 'vnet-main'; the other side, 'to-vnet-instance', is Disconnected",
    );
  });

  test('never shows as found what could not be read', () => {
    const subject = hybrid();
    const key = questionKey({ kind: 'gatewayConnection', id: CONNECTION });
    const lost: Reading = { kind: 'denied', action: 'Microsoft.Network/connections/read', asOf: NOW };
    expect(textOf(draw(subject, [[key, lost]])).join('\n')).toContain(
      '? UNKNOWN ExpressRoute or VPN (NET-03)',
    );
  });

  test.each([
    ['TOP-3', sharedCloud, ['Virtual network vnet-main']],
    ['TOP-4', isolatedCloud, ['Virtual network vnet-main', 'Virtual network vnet-instance']],
  ])('%s has these networks', (id, make, networks) => {
    const picture = draw(make());
    expect(picture.title).toContain(id);
    expect(picture.boxes.map(({ name }) => name)).toEqual(networks);
    expect(picture.boxes[0]?.parts[0]?.label).toBe('source SQL Server, subnet machines');
  });
});

test('ids of rows are written short', () => {
  expect(showRows(['NET-01', 'NET-02', 'NSG-01', 'NSG-02', 'NSG-03', 'NSG-05'])).toBe(
    'NET-01, 02, NSG-01…03, 05',
  );
});

test('there is no picture where no topology is asked for, or none could be read', () => {
  const subject = byReplay();
  expect(topologyPicture(subject.plan, readingsOf(subject), [])).toBeUndefined();
  const unread = hybrid();
  expect(topologyPicture(unread.plan, new Map(), [])).toBeUndefined();
});

describe('as SVG', () => {
  const broken = () => {
    const subject = isolated();
    change(subject.estate, 'virtualNetwork', ISOLATED, (one) => ({ ...one, peerings: [] }));
    changePeering(subject.estate, MAIN, { state: 'Disconnected' });
    return drawAsSvg(draw(subject), 'topology');
  };

  test('is well-formed, has a title and a description, and refers to nothing outside', () => {
    const svg = broken();
    const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg) as {
      svg: { title: { '#text': string }; desc: { '#text': string } };
    };
    expect(root.title['#text']).toBe('Topology TOP-2: instance isolated from the source network');
    expect(root.desc['#text']).toContain('✗ WRONG peering, both sides (NET-04)');
    expect(svg).toContain('role="img" aria-labelledby="topology-title topology-description"');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/href|url\(|https?:|<script|<image/);
  });

  test('says below a part what was found, and breaks what is too long for its box', () => {
    expect(broken()).toContain(
      '>network &#39;vnet-instance&#39; has no peering to &#39;vnet-main&#39;; the other side, &#39;to-vnet-instance&#39;,<',
    );
    const long = drawAsSvg(
      { title: 't', figure: 'f', boxes: [{ name: 'x'.repeat(200), parts: [] }] },
      'topology',
    );
    expect(long.match(/>x{1,74}</g)).toHaveLength(3);
  });

  test('shows what is missing in red, dashed, and in words; what is there in neither', () => {
    const svg = broken();
    expect(svg).toMatch(/stroke="#b3261e" stroke-width="3" stroke-dasharray="6 4"/);
    expect(svg).toMatch(/fill="#b3261e" font-weight="bold">✗ WRONG peering/);
    const whole = drawAsSvg(draw(isolated()), 'topology');
    expect(whole).not.toMatch(/b3261e|dasharray|WRONG/);
  });

  test('escapes names', () => {
    const picture: EstatePicture = {
      title: 'a & b',
      figure: '<f>',
      boxes: [{ name: '"n"', parts: [{ label: '</svg>', rows: [], state: 'missing', note: '<b>' }] }],
    };
    expect(drawAsSvg(picture, 'topology')).toContain('a &amp; b');
    expect(drawAsSvg(picture, 'topology').match(/<\/svg>/g)).toHaveLength(1);
  });
});
